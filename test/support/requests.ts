import type { GenerateRequest, LoadOptions, PromptPart } from "../../language-server/engine/engine.js";
import { demoModel } from "./engineProgram.js";

/** How tests load a model: on the CPU with one thread, which is the fastest on a machine that does other things too. */
export const loadOptions = (path = demoModel, more: Partial<LoadOptions> = {}): LoadOptions => ({
  path,
  gpu: "cpu",
  threads: 1,
  contextSize: 4096,
  ...more,
});

/** A question in R1's form; `before` are earlier turns in the same form. */
export const question = (text: string, before: readonly PromptPart[] = []): readonly PromptPart[] => [
  { special: "<｜begin▁of▁sentence｜>" },
  ...before,
  { special: "<｜User｜>" },
  { text },
  { special: "<｜Assistant｜><think>\n" },
];

/** A greedy request. */
export const greedy = (prompt: readonly PromptPart[], more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  lane: "chat",
  prompt,
  maxTokens: 400,
  sampling: { temperature: 0, topP: 1 },
  ...more,
});
