import { endOfCompletion } from "../family.js";
import type { CompletionForm } from "./completionForm.js";
import { continuationForm } from "./continuationForm.js";
import { holeForms } from "./holeForms.js";
import { thoughtlessForm, thoughtlessTokens } from "./thoughtlessForm.js";

/** Beginnings of a sequence; the first that a model has is the one it wants. */
const beginnings = ["<｜begin▁of▁sentence｜>", "<|begin_of_text|>", "<s>", "<bos>"];

/**
 * The ways to ask a model for a completion, best first: the holes it was trained to fill, then what any model can do.
 * Which one is good is seen by trying them (`models/completionSelfTest.ts`).
 *
 * @param specialTokens `LoadedModel.specialTokens`: the model's own table of tokens decides, never its name.
 */
export function completionForms(specialTokens: readonly string[]): readonly CompletionForm[] {
  const begin = beginnings.find((token) => specialTokens.includes(token));
  const stop = endOfCompletion.filter((token) => specialTokens.includes(token));
  const isR1 = thoughtlessTokens.every((token) => specialTokens.includes(token));
  return [...holeForms(specialTokens), continuationForm(begin, stop), ...(isR1 ? [thoughtlessForm] : [])];
}
