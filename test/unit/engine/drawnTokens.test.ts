import type { Token } from "node-llama-cpp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawnTokens } from "../../../language-server/engine/llama/process/drawnTokens.js";
import { promptTokens, type PromptTokenizer } from "../../../language-server/engine/llama/process/promptTokens.js";

/**
 * A vocabulary of pieces of bytes, in which a text can be written in several ways; the tokeniser knows the one with a
 * token for each byte. Broken ends are decoded as the native code does.
 */
const pieces = ["th", "the", "e", " ", "cat", "<|fim_suffix|>", "\u00e9", "\u{1f408}"].map((text) => Buffer.from(text));
const bytesOf = (token: number): Buffer =>
  token < 256 ? Buffer.from([token]) : (pieces[token - 256] ?? Buffer.alloc(0));
const model = {
  vocabularyType: "bpe",
  tokenize: (text: string) => [...Buffer.from(text)],
  detokenize: (tokens: readonly number[]) => new TextDecoder().decode(Buffer.concat(tokens.map(bytesOf))),
  getTokenAttributes: () => ({ control: false, userDefined: false }),
} as unknown as PromptTokenizer;

const token = (text: string) => (256 + pieces.findIndex((piece) => piece.toString() === text)) as Token;
const bytes = (text: string) => [...Buffer.from(text)] as Token[];
const drawn = [token("th"), token("e"), token(" "), ...bytes("\u{1f408}"), token("cat"), token("<|fim_suffix|>")];
const written = "the \u{1f408}cat<|fim_suffix|>";

describe("the drawn tokens of a text", () => {
  it.each<[string, string, number, string]>([
    ["all of it", written, drawn.length, ""],
    ["its beginning, where a stop cut it", "the ", 3, ""],
    ["none of nothing", "", 0, ""],
    ["those before a token that the text ends in", "the \u{1f408}ca", 7, "ca"],
    ["those before the bytes of half a character", "the \u{1f408}".slice(0, -1), 3, "\u{1f408}".slice(0, 1)],
    ["those before where it goes on in another way", "the dog", 3, "dog"],
    ["those that there are, of a longer one", `${written} sat`, drawn.length, " sat"],
  ])("are %s", (_, text, count, rest) => {
    expect(drawnTokens(model, drawn, text)).toEqual({ tokens: drawn.slice(0, count), rest });
  });

  it("write the text together with its rest, whatever was drawn and is asked for", () => {
    const anyToken = fc.oneof(fc.integer({ min: 256, max: 255 + pieces.length }), fc.nat(255));
    fc.assert(
      fc.property(fc.array(anyToken, { maxLength: 30 }), fc.nat(60), fc.string(), (tokens, end, more) => {
        const text = model.detokenize(tokens as Token[]).slice(0, end) + more;
        const { tokens: known, rest } = drawnTokens(model, tokens as Token[], text);
        expect(tokens.slice(0, known.length)).toEqual(known);
        expect(model.detokenize([...known]) + rest).toBe(text);
      }),
    );
  });
});

describe("a prompt that goes on with what the model wrote", () => {
  const asked = [{ text: "A" }];
  const last = { prompt: bytes("A"), tokens: drawn };
  const goesOn = [...asked, { text: written, isWritten: true }, { special: "Z" }];

  it("has the model's own tokens", () => {
    expect(promptTokens(model, goesOn, last)).toEqual([...bytes("A"), ...drawn, ...bytes("Z")]);
  });

  it.each<[string, Parameters<typeof promptTokens>]>([
    ["nothing is known of them", [model, goesOn]],
    ["they were written behind something else", [model, goesOn, { ...last, prompt: bytes("B") }]],
    ["they were written behind less", [model, goesOn, { ...last, prompt: [] }]],
    ["it is somebody else's text", [model, [...asked, { text: written }, { special: "Z" }], last]],
  ])("is tokenised as any text where %s", (_, given) => {
    expect(promptTokens(...given)).toEqual(bytes(`A${written}Z`));
  });
});
