import { describe, expect, it } from "vitest";
import { contextMeter } from "../../../media/panel/text/contextMeter.js";
import { chipTitle, shortCount } from "../../../media/panel/text/chipText.js";
import { turn } from "./turns.js";

const usage = { promptTokens: 1_512, evaluatedTokens: 20, generatedTokens: 400, ttftMs: 840, tokensPerSecond: 23.2 };
const last = turn({ status: "done", usage, contextUse: { leftOutTurns: 0, promptTokens: 1_512, contextSize: 8_192 } });
const measure = {
  tokens: { a: 900 },
  promptTokens: 2_100,
  promptLimit: 4_096,
  contextSize: 8_192,
  leftOutTurns: 0,
  leftOutFiles: 2,
};

describe("the context meter", () => {
  it("says nothing while nothing was measured", () => {
    expect(contextMeter({ turns: [] })).toBeUndefined();
    expect(contextMeter({ turns: [turn({})] })).toBeUndefined();
  });

  it("tells what the last turn took", () => {
    const meter = contextMeter({ turns: [last, turn({})] });
    expect(meter).toMatchObject({ short: "1.9k / 8.2k", isTooLong: false });
    expect(meter?.share).toBeCloseTo(1_912 / 8_192);
    expect(meter?.full).toMatch(/1,912 of 8,192 tokens[^]*Nothing is left out/);
  });

  it("tells what the next question takes, where that is known", () => {
    const meter = contextMeter({ turns: [last], measure });
    expect(meter).toMatchObject({ short: "2.1k / 8.2k", isTooLong: false });
    expect(meter?.full).toMatch(
      /takes 2,100 of 8,192[^]*4,096 of them are kept free[^]*files of 2 earlier[^]*last turn/,
    );
  });

  it("says when the question is too long", () => {
    const meter = contextMeter({ turns: [], measure: { ...measure, promptTokens: 9_000 } });
    expect(meter).toMatchObject({ short: "9.0k / 8.2k", share: 1, isTooLong: true });
    expect(meter?.full).toMatch(/too long: it may have 4,096/);
  });
});

it("a chip tells its tokens only where they were counted", () => {
  const chip = { id: "a", label: "a.ts", title: "src/a.ts", automatic: true, note: "Cut" } as const;
  expect(chipTitle(chip, 1_234)).toBe("src/a.ts\n1,234 tokens\nFrom the active editor\nCut");
  expect(chipTitle({ id: "a", label: "a.ts", title: "src/a.ts" }, undefined)).toBe("src/a.ts");
  expect([0, 999, 1_000, 12_345, 130_900].map(shortCount)).toEqual(["0", "999", "1.0k", "12.3k", "131k"]);
});
