import type { CompletionLines } from "./completionLines.js";
import type { CursorContext } from "./cursorContext.js";
import { answerForm } from "./filters/answerForm.js";
import { blank } from "./filters/blank.js";
import { closingBrackets } from "./filters/closingBrackets.js";
import { duplicateBelow } from "./filters/duplicateBelow.js";
import { duplicatePrefix } from "./filters/duplicatePrefix.js";
import { duplicateRest, duplicateRestLeft } from "./filters/duplicateRest.js";
import type { Candidate, CompletionFilter, Dropped } from "./filters/filter.js";
import { indentation } from "./filters/indentation.js";
import { leadingLines } from "./filters/leadingLines.js";
import { leadingSpace } from "./filters/leadingSpace.js";
import { lineEnds } from "./filters/lineEnds.js";
import { noChange } from "./filters/noChange.js";
import { repeatsAbove } from "./filters/repeatsAbove.js";
import { repetition } from "./filters/repetition.js";
import { scopeEnd } from "./filters/scopeEnd.js";
import { singleLine } from "./filters/singleLine.js";
import { specialTokens } from "./filters/specialTokens.js";
import { trailingSpace } from "./filters/trailingSpace.js";

/** Every filter, in order. Each one takes what the one before it left. */
const chain: readonly CompletionFilter[] = [
  lineEnds,
  specialTokens,
  answerForm,
  leadingLines,
  leadingSpace,
  duplicatePrefix,
  repetition,
  repeatsAbove,
  singleLine,
  indentation,
  scopeEnd,
  trailingSpace,
  blank,
  duplicateRest,
  duplicateBelow,
  closingBrackets,
  // Only now the completion may replace what stood behind the caret.
  duplicateRestLeft,
  duplicateBelow,
  trailingSpace,
  blank,
  noChange,
];

/** What one filter leaves may concern one before it, so the chain runs until nothing changes; this often at most. */
const maxRounds = 6;

/**
 * Makes the text of a model fit for the editor, or says why it is not shown. What comes out does not change when it
 * is filtered again.
 *
 * @param text what the model wrote after the caret.
 * @param lines how many lines are wanted there.
 */
export function filterCompletion(text: string, context: CursorContext, lines: CompletionLines): Candidate | Dropped {
  let last: Candidate = { text, replaces: 0 };
  for (let round = 0; round < maxRounds; round++) {
    const next = runChain(last.text, context, lines);
    if ("dropped" in next) return next;
    if (next.text === last.text && next.replaces === last.replaces)
      return { ...next, text: next.text.replaceAll("\n", context.eol) };
    last = next;
  }
  return { dropped: "unbalanced" };
}

function runChain(text: string, context: CursorContext, lines: CompletionLines): Candidate | Dropped {
  let candidate: Candidate = { text, replaces: 0 };
  for (const filter of chain) {
    const next = filter(candidate, context, lines);
    if ("dropped" in next) return next;
    candidate = next;
  }
  return candidate;
}
