import type { CompletionLines } from "./completionLines.js";
import type { CursorContext } from "./cursorContext.js";
import { blank } from "./filters/blank.js";
import { closingBrackets } from "./filters/closingBrackets.js";
import { duplicateSuffix } from "./filters/duplicateSuffix.js";
import type { Candidate, CompletionFilter, Dropped } from "./filters/filter.js";
import { leadingLines } from "./filters/leadingLines.js";
import { lineEnds } from "./filters/lineEnds.js";
import { noChange } from "./filters/noChange.js";
import { singleLine } from "./filters/singleLine.js";
import { specialTokens } from "./filters/specialTokens.js";
import { trailingSpace } from "./filters/trailingSpace.js";

/** Every filter, in order. Each one takes what the one before it left. */
const chain: readonly CompletionFilter[] = [
  specialTokens,
  lineEnds,
  leadingLines,
  singleLine,
  trailingSpace,
  blank,
  duplicateSuffix,
  closingBrackets,
  trailingSpace,
  blank,
  noChange,
];

/**
 * Makes the text of a model fit for the editor, or says why it is not shown. What comes out does not change when it
 * is filtered again.
 *
 * @param text what the model wrote after the caret.
 * @param lines how many lines are wanted there.
 */
export function filterCompletion(text: string, context: CursorContext, lines: CompletionLines): Candidate | Dropped {
  let candidate: Candidate = { text, replaces: 0 };
  for (const filter of chain) {
    const next = filter(candidate, context, lines);
    if ("dropped" in next) return next;
    candidate = next;
  }
  return { ...candidate, text: candidate.text.replaceAll("\n", context.eol) };
}
