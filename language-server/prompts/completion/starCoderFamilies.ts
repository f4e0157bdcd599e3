import type { PsmFamily } from "./psmForms.js";
import { commentHeaders, pathLine, wholeLines } from "./fileHeaders.js";
import { textPart } from "./lineParts.js";

const tokens = { prefix: "<fim_prefix>", suffix: "<fim_suffix>", middle: "<fim_middle>" } as const;
const ends = ["<fim_pad>", "<|endoftext|>"] as const;

/**
 * StarCoder2: files behind `<file_sep>`, the path of the one with the hole inside of the prefix
 * (arXiv 2402.19173, section 5.1 "Data formatting").
 */
export const starCoder2Family: PsmFamily = {
  ...tokens,
  name: "starcoder2",
  needs: ["<repo_name>", "<file_sep>"],
  ends: [...ends, "<repo_name>", "<file_sep>"],
  head: ({ chunks }) => [
    { special: "<repo_name>" },
    { text: "workspace" },
    ...chunks.flatMap((chunk) => [{ special: "<file_sep>" }, { text: pathLine(chunk.path) + wholeLines(chunk.text) }]),
    { special: "<file_sep>" },
  ],
  lead: ({ path }) => [{ text: pathLine(path) }],
};

/**
 * StarCoder, and Granite Code with StarCoder's vocabulary, which is used "the same way" (ibm-granite/granite-code-models
 * issue 3). Files behind `<filename>` (arXiv 2305.06161, section 3); the one with the hole named before the prefix, as
 * Cody does with this model.
 */
export const starCoderFamily: PsmFamily = {
  ...tokens,
  name: "starcoder",
  needs: ["<filename>"],
  // `<filename>` may well be code.
  ends,
  head: ({ chunks, path }) => [
    ...chunks.flatMap((chunk) => [{ special: "<filename>" }, { text: pathLine(chunk.path) + wholeLines(chunk.text) }]),
    { special: "<filename>" },
    { text: pathLine(path) },
  ],
};

/** Models with StarCoder's three tokens and none for files. */
export const plainStarCoderFamily: PsmFamily = {
  ...tokens,
  name: "fim_prefix",
  ends,
  head: () => [],
  lead: (prompt) => commentHeaders(prompt).flatMap(textPart),
};

/** Models with Qwen's three tokens and none for files, such as Granite 4. */
export const plainQwenFamily: PsmFamily = {
  name: "|fim_prefix|",
  prefix: "<|fim_prefix|>",
  suffix: "<|fim_suffix|>",
  middle: "<|fim_middle|>",
  ends: ["<|fim_pad|>", "<|endoftext|>", "<|end_of_text|>"],
  head: () => [],
  lead: (prompt) => commentHeaders(prompt).flatMap(textPart),
};
