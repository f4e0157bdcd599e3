import { commentHeaders } from "./fileHeaders.js";
import { textPart } from "./lineParts.js";
import type { PsmFamily } from "./psmForms.js";

/**
 * DeepSeek-Coder: `fim▁begin`, what is above, `fim▁hole`, what is below, `fim▁end` (arXiv 2401.14196, section 3.1.2, and
 * "Code Insertion" in the README). Other files stand before the file with their paths in comments ("Repository Level
 * Code Completion"). The tokenizer adds the beginning of the sequence.
 */
export const deepSeekCoderFamily: PsmFamily = {
  name: "deepseek-coder",
  prefix: "<｜fim▁begin｜>",
  suffix: "<｜fim▁hole｜>",
  middle: "<｜fim▁end｜>",
  needs: ["<｜begin▁of▁sentence｜>"],
  ends: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
  head: () => [{ special: "<｜begin▁of▁sentence｜>" }],
  lead: (prompt) => commentHeaders(prompt).flatMap(textPart),
};
