import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contextWindow } from "../../../language-server/completion/contextWindow.js";

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${String(index)}\n`).join("");

describe("contextWindow", () => {
  it("gives a small document as it is", () => {
    expect(contextWindow("a\nbc\nd", 3)).toEqual({ prefix: "a\nb", suffix: "c\nd" });
  });

  it("gives the model one kind of line end", () => {
    expect(contextWindow("a\r\nb\rc", 4)).toEqual({ prefix: "a\nb", suffix: "\nc" });
  });

  it("cuts at whole lines", () => {
    const text = numbered(1000);
    const { prefix, suffix } = contextWindow(text, text.indexOf("line 500"), { prefix: 400, suffix: 100 });
    expect(prefix).toMatch(/^line \d+\n[^]*line 499\n$/);
    expect(suffix).toMatch(/^line 500\n[^]*line \d+$/);
    expect(suffix.length).toBeLessThanOrEqual(100);
  });

  it("begins at the same line while one types, so that the engine keeps what it has read", () => {
    const before = numbered(500);
    const first = contextWindow(before, before.length, { prefix: 800, suffix: 100 }).prefix;
    const typed = `${before}const total = sum(`;
    const later = contextWindow(typed, typed.length, { prefix: 800, suffix: 100 }).prefix;
    expect(later.startsWith(first)).toBe(true);
  });

  it("never goes over the budget, never splits a character, and always ends at the cursor", () => {
    const line = fc.constantFrom("", "a", "  b();", "🍓🍓🍓", "x".repeat(90), "\t");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 80 }), fc.nat(), (lines, at) => {
        const text = lines.join("\n");
        let offset = at % (text.length + 1);
        if (/^[\uDC00-\uDFFF]/.test(text.slice(offset))) offset++;
        const { prefix, suffix } = contextWindow(text, offset, { prefix: 200, suffix: 60 });
        expect(prefix.length).toBeLessThanOrEqual(200);
        expect(suffix.length).toBeLessThanOrEqual(60);
        expect(text.slice(0, offset).endsWith(prefix)).toBe(true);
        expect(text.slice(offset).startsWith(suffix)).toBe(true);
        expect(prefix + suffix).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
