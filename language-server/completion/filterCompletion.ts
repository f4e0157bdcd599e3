import { blank } from "./filters/blank.js";
import { closingBrackets } from "./filters/closingBrackets.js";
import { duplicateSuffix } from "./filters/duplicateSuffix.js";
import type { Candidate, CompletionFilter, CursorContext } from "./filters/filter.js";
import { noChange } from "./filters/noChange.js";
import { singleLine } from "./filters/singleLine.js";
import { specialTokens } from "./filters/specialTokens.js";
import { trailingSpace } from "./filters/trailingSpace.js";

/** Every filter, in order. Each one takes what the one before it left. */
const chain: readonly CompletionFilter[] = [
  specialTokens,
  singleLine,
  trailingSpace,
  blank,
  duplicateSuffix,
  closingBrackets,
  noChange,
];

/** Makes the text of a model fit for the editor, or says why it is not shown. */
export function filterCompletion(text: string, context: CursorContext): Candidate | { readonly dropped: string } {
  let candidate: Candidate = { text, replaces: 0 };
  for (const filter of chain) {
    const next = filter(candidate, context);
    if ("dropped" in next) return next;
    candidate = next;
  }
  return candidate;
}
