import { describe, expect, it } from "vitest";
import { vocabularyDifference } from "../../../language-server/engine/llama/process/vocabularies.js";

const vocabulary = (size: number, more: readonly string[] = []) => ({
  model: "gpt2",
  tokens: [...Array.from({ length: size }, (_, i) => `t${String(i)}`), ...more],
});

describe("vocabularyDifference", () => {
  it("finds none between models of one family, of which one is padded", () => {
    expect(vocabularyDifference(vocabulary(1000), vocabulary(1000))).toBeUndefined();
    expect(vocabularyDifference(vocabulary(1000), vocabulary(1128))).toBeUndefined();
    expect(vocabularyDifference(vocabulary(1128), vocabulary(1000))).toBeUndefined();
  });

  it("names what is different", () => {
    expect(vocabularyDifference(vocabulary(1000), vocabulary(1129))).toContain("1,129 tokens, not 1,000");
    expect(vocabularyDifference(vocabulary(5, ["a"]), vocabulary(5, ["b"]))).toBe("token 5 is another text");
    expect(vocabularyDifference(vocabulary(5), { ...vocabulary(5), model: "llama" })).toBe(
      "its tokeniser is llama, not gpt2",
    );
  });
});
