import type { PsmFamily } from "./psmForms.js";
import { pathLine, wholeLines } from "./fileHeaders.js";

/**
 * Qwen2.5-Coder and what comes from it, in the repository form: `<|repo_name|>` name, then each file behind
 * `<|file_sep|>` path, the last one with its hole (Qwen2.5-Coder technical report, section 3.2.2, and
 * `examples/Qwen2.5-Coder-repolevel-fim.py` in QwenLM/Qwen3-Coder). It wants no beginning-of-sequence token.
 */
export const qwenFamily: PsmFamily = {
  name: "qwen",
  prefix: "<|fim_prefix|>",
  suffix: "<|fim_suffix|>",
  middle: "<|fim_middle|>",
  needs: ["<|repo_name|>", "<|file_sep|>"],
  ends: ["<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", "<|endoftext|>", "<|im_start|>", "<|im_end|>"],
  head: ({ chunks, path }) => [
    { special: "<|repo_name|>" },
    { text: "workspace\n" },
    ...chunks.flatMap((chunk) => [
      { special: "<|file_sep|>" },
      { text: pathLine(chunk.path) + wholeLines(chunk.text) },
    ]),
    { special: "<|file_sep|>" },
    { text: pathLine(path) },
  ],
};
