import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForeignLetters } from "../../../language-server/engine/llama/process/foreignLetters.js";
import { tokenBytes } from "../../../language-server/engine/llama/process/tokenBytes.js";

const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8");
const western = new ForeignLetters(["Latin", "Greek"]);
const japanese = new ForeignLetters(["Latin", "Han", "Hiragana", "Katakana"]);
const russian = new ForeignLetters(["Latin", "Cyrillic"]);

/** The letters of two and three bytes, but for those beside Latin ones that only linguists and old fonts use. */
const basicLetters = Array.from({ length: 0xfb_00 }, (_, code) => String.fromCharCode(code)).filter((letter) =>
  /(?![\u1000-\u1fff])\p{L}/u.test(letter),
);

/** All ways to cut bytes into pieces. */
function* cuttings(all: Uint8Array): Generator<readonly Uint8Array[]> {
  for (let cuts = 0; cuts < 1 << (all.length - 1); cuts++) {
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (let at = 1; at <= all.length; at++) {
      if (at < all.length && (cuts & (1 << (at - 1))) === 0) continue;
      pieces.push(all.subarray(from, at));
      from = at;
    }
    yield pieces;
  }
}

describe("ForeignLetters", () => {
  it.each(["hello", "naïve café", "λ → α²", "x = 1; // “quoted” — …", "🎉👩‍💻", "「，。」", "e\u0301", "\n\t "])(
    "lets %j be",
    (text) => {
      expect(western.inBytes(bytes(text))).toBe(false);
    },
  );

  it.each(["首先", " 的", "foo是bar", "かな", "カナ", "한글", "привет", "שלום", "مرحبا", "ไทย", "हिन्दी", "〇", "𠀀"])(
    "finds the foreign letters in %j",
    (text) => {
      expect(western.inBytes(bytes(text))).toBe(true);
    },
  );

  it("lets allowed scripts be, and no other", () => {
    expect(japanese.inBytes(bytes("漢字とカナ"))).toBe(false);
    expect(japanese.inBytes(bytes("привет"))).toBe(true);
    expect(russian.inBytes(bytes("привет"))).toBe(false);
    expect(russian.inBytes(bytes("漢"))).toBe(true);
  });

  it("judges the beginning of a letter by what can come of it", () => {
    const beginning = (text: string, length: number) => bytes(text).subarray(0, length);
    expect(western.inBytes(beginning("漢", 1))).toBe(true);
    expect(western.inBytes(beginning("漢", 2))).toBe(true);
    expect(western.inBytes(beginning("か", 1))).toBe(true);
    expect(western.inBytes(beginning("한", 2))).toBe(true);
    expect(western.inBytes(beginning("п", 1))).toBe(true);
    // Dashes and quotes, accents, emoji, full-width punctuation.
    expect(western.inBytes(beginning("—", 1))).toBe(false);
    expect(western.inBytes(beginning("é", 1))).toBe(false);
    expect(western.inBytes(beginning("🎉", 1))).toBe(false);
    expect(western.inBytes(beginning("🎉", 2))).toBe(false);
    expect(western.inBytes(beginning("，", 1))).toBe(false);
    expect(japanese.inBytes(beginning("漢", 1))).toBe(false);
    expect(russian.inBytes(beginning("п", 1))).toBe(false);
    // What follows a whole character.
    expect(western.inBytes(Buffer.concat([bytes("a"), beginning("漢", 2)]))).toBe(true);
  });

  it.each([
    ["Cyrillic", /\p{Script=Cyrillic}/u],
    ["Hebrew", /\p{Script=Hebrew}/u],
    ["Arabic", /\p{Script=Arabic}/u],
    ["Devanagari", /\p{Script=Devanagari}/u],
    ["Bengali", /\p{Script=Bengali}/u],
    ["Tamil", /\p{Script=Tamil}/u],
    ["Thai", /\p{Script=Thai}/u],
    ["Hangul", /[가-힣]/u],
    ["Han", /[㐀-鿿]/u],
    ["kana", /[ぁ-んァ-ヶ]/u],
  ])("%s cannot be spelled by pieces of characters, however they are cut", (_, script) => {
    const letters = basicLetters.filter((letter) => script.test(letter));
    expect(letters.length).toBeGreaterThan(20);
    for (const letter of letters) {
      for (const pieces of cuttings(bytes(letter))) {
        expect(
          pieces.some((piece) => western.inBytes(piece)),
          `${letter} as ${JSON.stringify(pieces)}`,
        ).toBe(true);
      }
    }
  });

  it("lets all signs, accents, emoji and letters of mathematics be", () => {
    for (let code = 0; code <= 0x1_ff_ff; code++) {
      if (code >= 0xd8_00 && code <= 0xdf_ff) continue;
      const character = String.fromCodePoint(code);
      if (!/[\p{Script=Common}\p{Script=Inherited}\p{Script=Greek}\p{Emoji}]/u.test(character)) continue;
      if (western.inBytes(bytes(character))) expect.fail(`U+${code.toString(16)} is taken for a foreign letter`);
    }
    for (const emoji of ["😀", "🤖", "🏳️‍🌈", "❤️"]) {
      for (const pieces of cuttings(bytes(emoji).subarray(0, 4))) {
        expect(pieces.map((piece) => western.inBytes(piece))).not.toContain(true);
      }
    }
  });

  it("does not judge what ends a letter that began before", () => {
    expect(western.inBytes(bytes("漢").subarray(1))).toBe(false);
    expect(western.inBytes(Buffer.concat([bytes("漢").subarray(2), bytes("hi")]))).toBe(false);
    expect(western.inBytes(Buffer.concat([bytes("漢").subarray(2), bytes("字")]))).toBe(true);
  });

  it("bytes that are no UTF-8 do no harm", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 8 }), (some) => typeof western.inBytes(some) === "boolean"));
  });

  it("without any script only signs are left", () => {
    const none = new ForeignLetters([]);
    expect(none.inBytes(bytes("a"))).toBe(true);
    expect(none.inBytes(bytes("1 + 2"))).toBe(false);
  });
});

describe("tokenBytes", () => {
  it("reads GPT-2's alphabet", () => {
    const vocabulary = { model: "gpt2", tokens: ["Ġhi", "æ¼¢", "æ¼", "Ċ", "<｜User｜>"] };
    const read = (token: number) => Buffer.from(tokenBytes(vocabulary, token));
    expect(read(0).toString()).toBe(" hi");
    expect(read(1).toString()).toBe("漢");
    expect(read(2)).toEqual(Buffer.from("漢").subarray(0, 2));
    expect(read(3).toString()).toBe("\n");
    expect(read(4).toString()).toBe("<｜User｜>");
    expect(read(5)).toHaveLength(0);
  });

  it("reads plain texts and single bytes", () => {
    const vocabulary = { model: "llama", tokens: ["▁hi", "漢", "<0xE6>"] };
    expect(Buffer.from(tokenBytes(vocabulary, 1)).toString()).toBe("漢");
    expect([...tokenBytes(vocabulary, 2)]).toEqual([0xe6]);
  });
});
