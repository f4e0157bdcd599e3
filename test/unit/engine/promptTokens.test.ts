import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { promptTokens, type PromptTokenizer } from "../../../language-server/engine/llama/process/promptTokens.js";

/** A vocabulary of characters in which a text begins with a blank of its own, as SentencePiece makes it. */
function characters(vocabularyType: string): PromptTokenizer {
  const tokenize = (text: string, special?: boolean, options?: string) =>
    Array.from(special === true || options === "trimLeadingSpace" ? text : ` ${text}`, (char) => char.charCodeAt(0));
  return {
    vocabularyType,
    tokenize,
    detokenize: (tokens: readonly number[]) => String.fromCharCode(...tokens),
    getTokenAttributes: () => ({ control: false, userDefined: false }),
  } as unknown as PromptTokenizer;
}

const read = (tokens: readonly Token[]) => String.fromCharCode(...tokens);

describe("promptTokens", () => {
  it("puts no blank before the parts of a SentencePiece model", () => {
    const prompt = [{ special: "<" }, { text: "a" }, { special: ">" }, { text: " b" }];
    expect(read(promptTokens(characters("spm"), prompt))).toBe("<a> b");
  });

  it("leaves other vocabularies to themselves", () => {
    expect(read(promptTokens(characters("bpe"), [{ text: "a" }]))).toBe(" a");
  });
});
