import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LoopDetector } from "../../../language-server/thinking/loopDetector.js";

const loops = (...chunks: readonly string[]) => {
  const detector = new LoopDetector();
  for (const chunk of chunks) detector.push(chunk);
  return detector.loops;
};
const numbered = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join("");
const different = numbered(60, (n) => `Step ${String(n)} looks at item${String(n)} of list${String(n * 7)}. `);

describe("LoopDetector", () => {
  it.each([
    ["a word", "no ".repeat(400)],
    ["a sentence", "Wait, let me count again. ".repeat(80)],
    ["a sentence after much that is different", different + "Wait, let me count again. ".repeat(80)],
    ["a paragraph of 60 words", numbered(60, (n) => `word${String(n)} `).repeat(8)],
    ["a paragraph of 200 words", numbered(200, (n) => `word${String(n)} `).repeat(8)],
    [
      "rounds that count",
      numbered(
        200,
        (n) =>
          `Wait, let me go through all of the letters of this word once more from the very beginning to the end, round ${String(n)}. `,
      ),
    ],
    ["Chinese, without spaces", "等等，我再检查一遍。".repeat(60)],
    ["a sign", "!".repeat(600)],
  ])("notices %s", (_, text) => expect(loops(text)).toBe(true));

  it.each([
    ["nothing", ""],
    ["different sentences", different],
    ["a sentence that comes a few times", different + "Wait, let me count again. ".repeat(5) + different],
    ["a short list of zeros", `${different}${"0, ".repeat(40)}`],
    ["a recorded thought", readFileSync("test/fixtures/transcripts/strawberry.txt", "utf8")],
    ["a file of code", readFileSync("language-server/thinking/loopDetector.ts", "utf8")],
  ])("lets pass: %s", (_, text) => expect(loops(text)).toBe(false));

  it("does not depend on the chunks", () => {
    const sentence = fc.constantFrom("Wait, once more. ", "等等。", "a b c d ", "n1 n2 ", different.slice(0, 300));
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 150 }), fc.integer({ min: 1, max: 40 }), (parts, size) => {
        const text = parts.join("");
        const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
          text.slice(n * size, (n + 1) * size),
        );
        expect(loops(...chunks)).toBe(loops(text));
      }),
      { numRuns: 300 },
    );
  });
});
