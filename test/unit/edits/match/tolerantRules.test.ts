import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarEdit } from "../../../../benchmarks/edits/applying/bigEdits.js";
import { plainMatch } from "../../../../benchmarks/edits/applying/plainMatch.js";
import { splitLines } from "../../../../language-server/edits/lines.js";
import { findLines, trimBlank } from "../../../../language-server/edits/match/findLines.js";
import { LineIndex } from "../../../../language-server/edits/match/lineIndex.js";
import { matchLineFuzzy } from "../../../../language-server/edits/match/matchLineFuzzy.js";
import { matchSimilar } from "../../../../language-server/edits/match/matchSimilar.js";
import { nearestPlace } from "../../../../language-server/edits/match/nearestPlace.js";
import { WorkLimit } from "../../../../language-server/edits/match/workLimit.js";
import { PonderFailure } from "../../../../protocol/errors.js";

const words = [
  "total",
  "price",
  "item",
  "items",
  "return",
  "const",
  "if (a)",
  "call(x)",
  "=",
  "+ 1;",
  "{",
  "“a”",
  "'a'",
];
/** Few words, so that lines repeat and resemble each other; blank and one-letter ones, tabs, blanks at the end. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }).map((all) => all.join(" ")),
  },
  { weight: 2, arbitrary: fc.constantFrom("", "}", "  }", "\t", "return total;", "\treturn  total; ") },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, "")) },
);
const piece = fc.array(line, { minLength: 1, maxLength: 7 });
const text = fc
  .tuple(
    fc.array(
      fc.oneof(
        line.map((one) => [one]),
        piece,
      ),
      { minLength: 1, maxLength: 12 },
    ),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([pieces, end]) => [...pieces, ...pieces.slice(0, 3)].flat().join(end));

/** What models do to the lines that they copy. */
const change = fc.tuple(fc.constantFrom("keep", "keep", "keep", "miss", "add", "cut", "space", "double"), line);
const mangled = ([text, from, changes]: readonly [string, number, readonly (readonly [string, string])[]]) => {
  const document = splitLines(text);
  const wanted = changes.flatMap(([kind, other], at) => {
    const own = document[(from + at) % document.length] ?? "";
    if (kind === "miss") return [];
    if (kind === "add") return [own, other];
    if (kind === "cut") return [own.slice(1)];
    if (kind === "space") return [`\t${own.replaceAll(" ", "  ")}`];
    return [kind === "double" ? own + own.slice(-2) : own];
  });
  return { document, wanted: trimBlank(wanted) };
};
const asked = fc
  .tuple(text, fc.nat(60), fc.array(change, { minLength: 1, maxLength: 14 }))
  .map(mangled)
  .filter(({ wanted }) => wanted.length > 0);

describe("the tolerant rules find what the plain ones find", () => {
  it("line by line, as a similar piece, and as the nearest line", { timeout: 120_000 }, () => {
    const seen = { lineFuzzy: 0, similar: 0, ambiguous: 0 };
    fc.assert(
      fc.property(asked, ({ document, wanted }) => {
        const index = new LineIndex(document);
        const fuzzy = matchLineFuzzy(index, wanted);
        const similar = matchSimilar(index, wanted);
        expect(fuzzy).toEqual(plainMatch.lineFuzzy(document, wanted));
        expect(similar).toEqual(plainMatch.similar(document, wanted));
        seen.lineFuzzy += Math.min(1, fuzzy.length);
        seen.similar += Math.min(1, similar.length);
        seen.ambiguous += similar.length > 1 ? 1 : 0;
      }),
      { numRuns: 3_000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });

  it("the nearest line, where no line stands in the document", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(text, fc.array(line, { minLength: 1, maxLength: 3 }), (text, others) => {
        const document = splitLines(text);
        const wanted = others.map((other) => `${other}~`);
        fc.pre(wanted.every((other) => new LineIndex(document).normal(other.trim()).length === 0));
        expect(nearestPlace(new LineIndex(document), wanted)).toBe(plainMatch.nearest(document, wanted));
      }),
      { numRuns: 1_000 },
    );
  });

  it("with one index for several blocks, as for one each", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(asked, fc.array(piece, { maxLength: 4 }), ({ document, wanted }, others) => {
        const index = new LineIndex(document);
        for (const block of [...others, wanted, ...others]) {
          expect(matchSimilar(index, block)).toEqual(plainMatch.similar(document, block));
          expect(matchLineFuzzy(index, block)).toEqual(plainMatch.lineFuzzy(document, block));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const code = (at: number) => `const value${String(at)} = compute(${String(at)}, other${String(at * 7)});`;

/** What becomes of blocks, and the steps that it takes. */
function placing(document: readonly string[], blocks: readonly (readonly string[])[], limit = new WorkLimit()) {
  const index = new LineIndex(document, limit);
  const results = blocks.map((block) => {
    try {
      return findLines(index, block).by;
    } catch (error) {
      if (!PonderFailure.is(error)) throw error;
      return error.data.code;
    }
  });
  return { results, seen: new Set(results), steps: limit.done };
}

describe("the work is bounded, in steps", () => {
  /** A smaller limit than an answer's, and what a rule may do beyond it: a line's comparison, a place. */
  const allowed = 20_000_000;
  const beyond = 100_000;

  it("100 blocks that are like every place in 10,000 same lines: refused, also behind the limit", () => {
    const document = numbers(10_000).map(() => "same();");
    const blocks = numbers(100).map((at) => [...numbers(9).map(() => "same();"), `other${String(at)}();`]);
    const { results, seen, steps } = placing(document, blocks, new WorkLimit(allowed));
    expect(results[0]).toBe("ambiguous");
    expect(seen).toEqual(new Set(["ambiguous", "noMatch"]));
    expect(steps).toBeGreaterThan(allowed);
    expect(steps).toBeLessThan(allowed + beyond);
  });

  it("a line of a million characters, and blocks with one that is like it", () => {
    const long = numbers(100_000).map(code).join(" ").slice(0, 1_000_000);
    const blocks = numbers(9).map((at) => [`${long.slice(0, 900_000)}${String(at)}`, "a();", "b();"]);
    const { results, seen, steps } = placing([long, "a();", "b();"], blocks, new WorkLimit(allowed));
    expect(results[0]).toBe("lineFuzzy");
    expect(seen).toEqual(new Set(["lineFuzzy", "noMatch"]));
    expect(steps).toBeLessThan(2 * allowed);
  });

  it("100 blocks of 500 lines that stand nowhere, in 10,000 lines", () => {
    const blocks = numbers(100).map((at) => numbers(500).map((line) => `let other${String(at * line)} = calculate();`));
    const { seen, steps } = placing(numbers(10_000).map(code), blocks);
    expect(seen).toEqual(new Set(["noMatch"]));
    expect(steps).toBeLessThan(allowed);
  });

  it("100 blocks that are only similar, in 10,000 lines: all are placed, in a fraction of the limit", () => {
    const { before, searches } = similarEdit(10_000, 100);
    const { seen, steps } = placing(splitLines(before), searches);
    expect(seen).toEqual(new Set(["similarity"]));
    expect(steps).toBeLessThan(2 * allowed);
  });
});
