import { describe, expect, it } from "vitest";
import { gainOf, ratesOf } from "../../../benchmarks/edits/fixRates/rates.js";
import { report } from "../../../benchmarks/edits/fixRates/report.js";
import type { CaseSamples, GroupSample, Sample } from "../../../benchmarks/edits/fixRates/sample.js";

const sample = (solved: boolean, tokens = 100): Sample => ({ solved, tokens, ms: tokens * 10 });
const group = (solved: boolean, answers: readonly boolean[], passed = true): GroupSample => ({
  ...sample(solved, 400),
  answers,
  passed,
});
const cases: readonly CaseSamples[] = [
  {
    languageId: "python",
    greedy: sample(true),
    single: [sample(true), sample(false)],
    verified: [group(true, [true, false, true, false]), group(true, [true, true, true, true])],
  },
  {
    languageId: "typescript",
    greedy: sample(false),
    single: [sample(false), sample(false)],
    verified: [group(true, [true, false, false, false]), group(false, [true, false, false, false], false)],
  },
];

describe("the rates of fixes", () => {
  it("are means over the cases", () => {
    const rates = ratesOf(cases);
    expect(rates.greedy).toEqual({ share: 0.5, tokens: 100, seconds: 1 });
    expect(rates.single.share).toBe(0.25);
    expect(rates.verified).toMatchObject({ share: 0.75, tokens: 400, seconds: 4 });
    // (½ + 1) / 2 and (¼ + ¼) / 2
    expect(rates.blind).toBe(0.5);
    expect(rates.any).toBe(1);
    expect(rates.whenPassed).toEqual({ solved: 3, all: 3 });
    expect(rates.whenFailed).toEqual({ solved: 0, all: 1 });
  });

  it("have a gain with an interval that is the same each time, and is as wide as the cases are few", () => {
    const gain = gainOf(cases);
    expect(gain.value).toBe(0.5);
    expect(gain).toEqual(gainOf(cases));
    const many = gainOf(
      Array.from({ length: 200 }, (_, at): CaseSamples => {
        const isFixed = at % 4 === 0;
        return { ...(cases[0] as CaseSamples), single: [sample(false)], verified: [group(isFixed, [isFixed])] };
      }),
    );
    expect(many.value).toBe(0.25);
    expect(many.low).toBeGreaterThan(0.18);
    expect(many.high).toBeLessThan(0.32);
  });

  it("are reported with what they cost", () => {
    const setting = { candidates: 4, singleRounds: 2, verifiedRounds: 2, model: "m", engine: "e", typescript: "t" };
    const text = report(cases, setting);
    expect(text).toContain("| verified with 4 | 75.0 % | 400 | 4.00 |");
    expect(text).toContain("| typescript | 1 | 0.0 % | 0.0 % | 50.0 % | 100.0 % |");
    expect(text).toContain("100.0 % (3/3)");
  });
});
