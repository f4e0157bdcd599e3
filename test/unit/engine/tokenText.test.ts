import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenText } from "../../../language-server/engine/llama/process/tokenText.js";

/** Tokens are pieces of bytes, as in a byte-level vocabulary; broken ends are decoded as the native code does. */
const decode = (tokens: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(tokens));
const newText = () => new TokenText<Uint8Array>((tokens) => decode(tokens));

describe("TokenText", () => {
  it("returns a character when its last byte has come", () => {
    const text = newText();
    const [a, b, c, d] = Buffer.from("😀").values();
    expect(text.push(Uint8Array.of(a ?? 0))).toBe("");
    expect(text.push(Uint8Array.of(b ?? 0, c ?? 0))).toBe("");
    expect(text.push(Uint8Array.of(d ?? 0))).toBe("😀");
    expect(text.flush()).toBe("");
  });

  it("returns what stands before the broken end at once", () => {
    const text = newText();
    expect(text.push(Buffer.concat([Buffer.from("ab"), Buffer.from("é").subarray(0, 1)]))).toBe("ab");
    expect(text.push(Buffer.concat([Buffer.from("é").subarray(1), Buffer.from("c")]))).toBe("éc");
  });

  it("drops a character that never got whole, and passes on a replacement character that the model wrote", () => {
    const cut = newText();
    expect(cut.push(Buffer.concat([Buffer.from("x"), Buffer.from("é").subarray(0, 1)]))).toBe("x");
    expect(cut.flush()).toBe("");
    const written = newText();
    expect(written.push(Buffer.from("\uFFFD")) + written.push(Buffer.from("a"))).toBe("\uFFFDa");
  });

  it("does not wait for ever on bytes that are no UTF-8", () => {
    const text = newText();
    const broken = Array.from({ length: 12 }, () => text.push(Uint8Array.of(0xff))).join("");
    expect(broken.length).toBeGreaterThan(0);
    expect(text.push(Buffer.from("a"))).toContain("a");
  });

  it("gives the tokens before to the detokeniser, beginning at a whole character", () => {
    const befores: string[] = [];
    const text = new TokenText<string>((tokens, before) => {
      befores.push(before.join(""));
      return tokens.join("");
    });
    for (const token of ["a", "b", "c"]) text.push(token);
    expect(befores).toEqual(["", "a", "ab"]);
  });

  it("puts any text together again from any pieces of its bytes, in whole characters", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !text.includes("\uFFFD")),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1 }),
        (whole, sizes) => {
          const bytes = Buffer.from(whole);
          const text = newText();
          const pieces: string[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            pieces.push(text.push(bytes.subarray(at, at + size)));
            at += size;
          }
          pieces.push(text.flush());
          expect(pieces.join("")).toBe(bytes.toString("utf8"));
          for (const piece of pieces) expect(/\p{Surrogate}/u.test(piece)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
