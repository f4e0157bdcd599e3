import type { CompletionFilter } from "./filter.js";

/**
 * Takes away what the model repeats of the caret's line: the whole line (`const a = ` and then `const a = 1`), or the
 * word that is being typed (`retu` and then `return`).
 */
export const duplicatePrefix: CompletionFilter = (candidate, { before }) => {
  const typed = before.trim();
  const text = candidate.text.trimStart();
  if (isTelling(typed) && text.startsWith(typed))
    return { ...candidate, text: /\s$/.test(before) ? text.slice(typed.length).trimStart() : text.slice(typed.length) };
  const word = /[\p{L}_$][\p{L}\p{N}_$]+$/u.exec(before)?.[0];
  const first = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(candidate.text)?.[0];
  return word !== undefined && first !== undefined && first.length > word.length && first.startsWith(word)
    ? { ...candidate, text: candidate.text.slice(word.length) }
    : candidate;
};

/** Two words at least: `f(` may well be followed by another `f(`. */
function isTelling(typed: string): boolean {
  return (typed.match(/[\p{L}\p{N}_$]+/gu)?.length ?? 0) > 1 && !/[(,[+*|&-]\s*$/.test(typed);
}
