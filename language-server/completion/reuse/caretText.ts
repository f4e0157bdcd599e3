import type { CompletionPlace } from "../completionPlace.js";

/** Code units before the caret that have to be the same. */
const beforeSize = 4096;
/** Code units behind the caret that have to be the same. */
const afterSize = 1024;
/** Code units that may have been typed or accepted since. */
const maxTyped = 2048;

/** What stands around a caret, with `\n` as line end; enough of it to see whether a suggestion still fits there. */
export interface CaretText {
  readonly uri: string;
  /** The end of what stands before the caret. */
  readonly before: string;
  /** Code units before the caret, all of them. */
  readonly beforeLength: number;
  /** The beginning of what stands behind the caret. */
  readonly after: string;
  /** Code units behind the caret, all of them. */
  readonly afterLength: number;
}

/** Reads the text around a caret. It is a copy: keeping it does not keep the whole document in memory. */
export function caretTextOf({ uri, text, offset }: CompletionPlace): CaretText {
  const before = withNewlines(text.slice(0, offset));
  const after = withNewlines(text.slice(offset));
  return {
    uri,
    before: copyOf(before.slice(-beforeSize)),
    beforeLength: before.length,
    after: copyOf(after.slice(0, afterSize)),
    afterLength: after.length,
  };
}

/**
 * What came before the caret since `from`, by typing or by accepting. Behind the caret only closing brackets and quotes
 * may have come or gone that the editor adds and types over, and the line end it puts between two brackets.
 *
 * @returns undefined when anything else changed, or the caret is somewhere else.
 */
export function typedSince(now: CaretText, from: CaretText): string | undefined {
  const grown = now.beforeLength - from.beforeLength;
  if (now.uri !== from.uri || grown < 0 || grown > maxTyped) return undefined;
  const base = now.before.slice(0, now.before.length - grown);
  const common = Math.min(base.length, from.before.length);
  if (base.slice(base.length - common) !== from.before.slice(from.before.length - common)) return undefined;
  const typed = now.before.slice(base.length);
  return fitsBehind(now, from, typed) ? typed : undefined;
}

/** Whether the text behind the caret is the same, but for what editors do by themselves. */
function fitsBehind(now: CaretText, from: CaretText, typed: string): boolean {
  const grown = now.afterLength - from.afterLength;
  if (grown === 0) return sameBeginning(now.after, from.after);
  if (grown > 0) {
    const added = now.after.slice(0, grown);
    return sameBeginning(now.after.slice(grown), from.after) && (closes(added, typed) || opensLine(added, typed, from));
  }
  const gone = from.after.slice(0, -grown);
  return sameBeginning(now.after, from.after.slice(-grown)) && typedOver(gone, typed);
}

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };
const quotes = "\"'`";

/** The editor closed what was typed: `(` became `()`. */
function closes(added: string, typed: string): boolean {
  let at = 0;
  for (let i = typed.length - 1; i >= 0; i--) {
    const char = typed.charAt(i);
    const closer = closerOf[char] ?? (quotes.includes(char) ? char : undefined);
    if (closer !== undefined && closer === added[at]) at++;
  }
  return at === added.length;
}

/** Enter between two brackets: the editor moves the closing one down. */
function opensLine(added: string, typed: string, from: CaretText): boolean {
  return /^\n[ \t]*$/.test(added) && /\n[ \t]*$/.test(typed) && /^[)\]}]/.test(from.after);
}

/** The closers that are gone stand in what was typed: they were typed over, or an accepted suggestion held them. */
function typedOver(gone: string, typed: string): boolean {
  let at = 0;
  for (const char of typed) if (char === gone[at]) at++;
  return /^[)\]}>"'`;,]{1,8}$/.test(gone) && at === gone.length;
}

function sameBeginning(one: string, other: string): boolean {
  const common = Math.min(one.length, other.length);
  return one.slice(0, common) === other.slice(0, common);
}

function withNewlines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** A slice of a string keeps the whole string alive in V8; this one does not. */
function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
