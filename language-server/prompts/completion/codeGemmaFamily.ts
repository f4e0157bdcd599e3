import { pathLine, wholeLines } from "./fileHeaders.js";
import type { PsmFamily } from "./psmForms.js";

/**
 * CodeGemma: Qwen's names for the three tokens, but `<|file_separator|>` between files, `<bos>` at the beginning, and
 * no white space around the tokens (https://ai.google.dev/gemma/docs/codegemma/prompt-structure).
 */
export const codeGemmaFamily: PsmFamily = {
  name: "codegemma",
  prefix: "<|fim_prefix|>",
  suffix: "<|fim_suffix|>",
  middle: "<|fim_middle|>",
  needs: ["<|file_separator|>", "<bos>"],
  ends: ["<|file_separator|>"],
  head: ({ chunks, path }) => [
    { special: "<bos>" },
    ...chunks.flatMap((chunk) => [
      { text: pathLine(chunk.path) + wholeLines(chunk.text) },
      { special: "<|file_separator|>" },
    ]),
    { text: pathLine(path) },
  ],
};
