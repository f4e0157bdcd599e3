import { commentHeaders } from "./fileHeaders.js";
import { textPart } from "./lineParts.js";
import type { PsmFamily } from "./psmForms.js";

/**
 * Code Llama: `<s>▁<PRE>`, what is above, `▁<SUF>`, what is below, `▁<MID>`; the answer ends with `▁<EOT>`
 * (`infilling_prompt_tokens` in facebookresearch/codellama, llama/generation.py).
 */
export const codeLlamaFamily: PsmFamily = {
  name: "codellama",
  prefix: "▁<PRE>",
  suffix: "▁<SUF>",
  middle: "▁<MID>",
  needs: ["<s>"],
  ends: ["▁<EOT>"],
  head: () => [{ special: "<s>" }],
  lead: (prompt) => commentHeaders(prompt).flatMap(textPart),
};
