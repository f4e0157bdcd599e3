import { describe, expect, it } from "vitest";
import { fitDefinitions, type DefinitionRoom } from "../../../language-server/context/fitDefinitions.js";

const definition = (path: string, line = 0, text = "x") => ({
  path,
  range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
  text,
});

/** A definition costs as many tokens as the number in its text says. */
const count: DefinitionRoom["count"] = (texts) =>
  Promise.resolve(texts.map((text) => Number(/begin\]\n(\d+)/.exec(text)?.[1])));
const fit = async (tokens: readonly number[], room: Partial<DefinitionRoom> = {}) => {
  const definitions = tokens.map((cost, at) => definition(`${String(at)}.ts`, 0, String(cost)));
  const fitting = await fitDefinitions(definitions, { contextSize: 8192, left: 4000, count, ...room });
  return fitting.map(({ text }) => Number(text));
};

describe("the budget of definitions", () => {
  it("takes whole ones, the most important first; one that is too large gives way to smaller ones", async () => {
    expect(await fit([300, 300, 200, 12])).toEqual([300, 200, 12]);
  });

  it.each([
    ["a sixteenth of the context", { contextSize: 4096 }, [256], [257]],
    ["1024 tokens of a large one", { contextSize: 131_072, left: 60_000 }, [1024], [1025]],
    ["what the rest of the prompt leaves", { left: 40 }, [40], [41]],
  ])("is %s", async (_, room, fits, isTooLarge) => {
    expect(await fit(fits, room)).toEqual(fits);
    expect(await fit(isTooLarge, room)).toEqual([]);
  });

  it("takes none where nothing is left", async () => {
    expect(await fit([1], { left: -5 })).toEqual([]);
  });

  it("orders them by file and line, whatever is more important", async () => {
    const all = [definition("b.ts", 9, "1"), definition("a.ts", 3, "1"), definition("b.ts", 2, "1")];
    const room = { contextSize: 8192, left: 4000, count };
    const expected = ["a.ts 3", "b.ts 2", "b.ts 9"];
    for (const definitions of [all, all.toReversed()]) {
      const fitting = await fitDefinitions(definitions, room);
      expect(fitting.map(({ path, range }) => `${path} ${String(range.start.line)}`)).toEqual(expected);
    }
  });
});
