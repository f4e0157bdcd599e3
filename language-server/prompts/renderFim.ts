import type { PromptPart } from "../engine/engine.js";

/** Text on both sides of the cursor. */
export interface FimWindow {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Raw fill-in-the-middle in prefix-suffix-middle order, without a chat form and without a thought (Qwen2.5-Coder
 * technical report, section 3.2.2; the R1 distills on Qwen keep these tokens).
 */
export function renderFim({ prefix, suffix }: FimWindow): PromptPart[] {
  return [
    { special: "<|fim_prefix|>" },
    ...textPart(prefix),
    { special: "<|fim_suffix|>" },
    ...textPart(suffix),
    { special: "<|fim_middle|>" },
  ];
}

function textPart(text: string): PromptPart[] {
  return text === "" ? [] : [{ text }];
}
