import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PromptLookup } from "../../../language-server/engine/llama/process/promptLookup.js";

const tokens = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
const text = (some: readonly number[]): string => String.fromCodePoint(...some);

function lookup(prompt: string, written: string): PromptLookup<number> {
  const found = new PromptLookup(tokens(prompt));
  for (const token of tokens(written)) {
    // As in a generation: a guess is asked for before each token.
    found.draft(1);
    found.push(token);
  }
  return found;
}

describe("PromptLookup", () => {
  it("guesses what followed in the prompt", () => {
    const found = lookup("let total = sum(items);", ">let t");
    expect(found.agreement).toBeGreaterThanOrEqual(3);
    expect(text(found.draft(8))).toBe("otal = s");
  });

  it("guesses nothing where fewer than three tokens agree", () => {
    const found = lookup("let total", "xxl");
    expect(found.agreement).toBe(0);
    expect(found.draft(8)).toEqual([]);
  });

  it("follows the longest agreement", () => {
    const found = lookup("a.push(1); b.push(2); c.push(3);", "\nb.push(");
    expect(text(found.draft(2))).toBe("2)");
  });

  it("among equals it goes on behind the place where it was", () => {
    // All three lines look alike; the copy is in the second one when it deviates.
    const found = lookup("foo(a, 1)\nbar(a, 1)\nfoo(a, 2)\n", "bar(b, 1");
    expect(text(found.draft(6))).toBe(")\nfoo(");
  });

  it("goes on right behind a corrected word, from one token on", () => {
    const found = lookup("if n < 2: retrun n + 1", "if n < 2: return ");
    // `retu` deviates from `retr`; what seems to go on behind its `u` does not, what goes on behind its `n` does.
    expect(found.agreement).toBeGreaterThan(0);
    expect(text(found.draft(5))).toBe("n + 1");
  });

  it("copies from the answer's own words too", () => {
    const found = lookup("?", "alpha beta gamma, alpha b");
    expect(text(found.draft(4))).toBe("eta ");
  });

  it("every guess is a piece of what stands before it, right behind a token that agrees", () => {
    const short = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 });
    fc.assert(
      fc.property(short, short, fc.integer({ min: 0, max: 20 }), (prompt, written, length) => {
        const found = new PromptLookup(prompt);
        const all = [...prompt];
        for (const token of written) {
          const draft = found.draft(length);
          expect(draft.length).toBeLessThanOrEqual(length);
          expect(draft.length > 0).toBe(length > 0 && found.agreement > 0);
          if (draft.length > 0) {
            const agreement = Math.min(found.agreement, 3);
            const tail = [...all.slice(all.length - agreement), ...draft];
            const places = all.map((_, at) => all.slice(at, at + tail.length).join());
            expect(places).toContain(tail.join());
          }
          found.push(token);
          all.push(token);
        }
      }),
    );
  });
});
