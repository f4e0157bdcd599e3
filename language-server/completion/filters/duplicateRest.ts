import { caretScan } from "../caretScan.js";
import { languageRules } from "../syntax/languageRules.js";
import { scan } from "../syntax/scan.js";
import type { CursorContext } from "../cursorContext.js";
import type { Candidate, CompletionFilter } from "./filter.js";

/**
 * Handles the rest of the caret's line. Where the completion contains it as a whole it replaces it; where it only ends
 * with its beginning, or with it in other white space, that end is cut.
 */
export const duplicateRest: CompletionFilter = (candidate, context) => {
  const rest = context.after.trimEnd();
  if (rest.trim() === "") return candidate;
  const left =
    withWholeRest(candidate, rest, context) ?? withoutSpacedRest(candidate, rest) ?? withoutOverlap(candidate, rest);
  return left.text.trim() === "" ? { dropped: "noChange" } : left;
};

/**
 * What is left of the line when brackets of the completion have taken the place of those behind the caret: where the
 * completion ends with that too, it takes the place of all of it: `a }, b);` before `});`.
 */
export const duplicateRestLeft: CompletionFilter = (candidate, context) => {
  const { replaces } = candidate;
  const text = candidate.text.trimEnd();
  const left = context.after.slice(replaces).trim();
  if (replaces === 0 || /^[)\]}"'`\s]*$/.test(left) || !text.endsWith(left)) return candidate;
  const rest = context.after.trimEnd();
  const isWord = /^\w/.test(left) && /\w$/.test(text.slice(0, -left.length));
  return !isWord && closesAsMuch(text, rest, context) ? { text, replaces: rest.length } : candidate;
};

/** The completion ends with the rest, or its first line does and goes on: it takes the place of the rest. */
function withWholeRest(candidate: Candidate, rest: string, context: CursorContext): Candidate | undefined {
  const text = candidate.text.trimEnd();
  const [first = ""] = text.split("\n", 1);
  if (![text, first.trimEnd()].some((part) => part.endsWith(rest))) return undefined;
  if (closesAsMuch(text, rest, context)) return { text, replaces: rest.length };
  // `g(a) {` before `) {`: the bracket is not the one behind the caret, what follows it is.
  const tail = text.includes("\n") ? "" : rest.replace(/^[)\]}"'`\s]+/, "");
  return tail === "" || !text.endsWith(tail)
    ? undefined
    : { ...candidate, text: text.slice(0, -tail.length).trimEnd() };
}

/** Whether the text closes all that the rest would have closed: else the rest's brackets are still needed. */
function closesAsMuch(text: string, rest: string, context: CursorContext): boolean {
  const rules = languageRules(context.languageId);
  const caret = caretScan(context);
  return scan(text, rules, caret).outer.length >= scan(rest, rules, caret).outer.length;
}

/** `i<n;i++){` before `i++) {`. */
function withoutSpacedRest(candidate: Candidate, rest: string): Candidate | undefined {
  const wanted = rest.replace(/\s+/g, "");
  const telling = candidate.text.includes("\n") ? /\w|^[^)\]}"'`]+$/ : /[^)\]}"'`]/;
  if (!telling.test(wanted)) return undefined;
  const { text } = candidate;
  let at = text.length;
  let left = wanted.length;
  while (at > 0 && left > 0) {
    const char = text.charAt(at - 1);
    if (/\s/.test(char)) at--;
    else if (char === wanted[left - 1]) {
      at--;
      left--;
    } else return undefined;
  }
  const boundary = !/\w/.test(wanted.charAt(0)) || !/\w/.test(text.charAt(at - 1));
  return left === 0 && boundary ? { ...candidate, text: text.slice(0, at) } : undefined;
}

/** The longest end of the completion with which the rest begins: `foo(a` before `a, b)`. */
function withoutOverlap(candidate: Candidate, rest: string): Candidate {
  const { text } = candidate;
  for (let length = Math.min(text.length, rest.length); length > 0; length--) {
    const common = rest.slice(0, length);
    if (!text.endsWith(common) || !isWhole(text, common, rest)) continue;
    return { ...candidate, text: text.slice(0, -length) };
  }
  return candidate;
}

/** Whole words, or a separator that nobody writes twice. Brackets and quotes are judged by what they close. */
function isWhole(text: string, common: string, rest: string): boolean {
  if (/^\s*[;,]\s*$/.test(common)) return true;
  if (!/\w/.test(common)) return false;
  const cutsBefore = /^\w/.test(common) && /\w$/.test(text.slice(0, -common.length));
  const cutsAfter = /\w$/.test(common) && /^\w/.test(rest.slice(common.length));
  return !cutsBefore && !cutsAfter && !/^[)\]}"'`]/.test(common);
}
