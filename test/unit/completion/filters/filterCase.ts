import type { CompletionLines } from "../../../../language-server/completion/completionLines.js";
import type { Reason } from "../../../../language-server/completion/reasons.js";

/** One completion: a place, what a model wrote there, and what becomes of it. */
export interface FilterCase {
  readonly name: string;
  readonly languageId: string;
  readonly lines: CompletionLines;
  /** The document; `▮` is the caret. */
  readonly text: string;
  /** What the model wrote at the caret. */
  readonly written: string;
  /** The document with the completion accepted, or why there is none. */
  readonly expected: string | { readonly dropped: Reason };
}

type Row = readonly [name: string, text: string, written: string, expected: FilterCase["expected"]];

/** Cases of one language in which one line is wanted. */
export function single(languageId: string, rows: readonly Row[]): readonly FilterCase[] {
  return casesOf(languageId, "single", rows);
}

/** Cases of one language in which several lines are wanted. */
export function multi(languageId: string, rows: readonly Row[]): readonly FilterCase[] {
  return casesOf(languageId, "multi", rows);
}

/** No completion, for this reason. */
export function dropped(reason: Reason): { readonly dropped: Reason } {
  return { dropped: reason };
}

function casesOf(languageId: string, lines: CompletionLines, rows: readonly Row[]): readonly FilterCase[] {
  return rows.map(([name, text, written, expected]) => ({
    name: `${languageId}: ${name}`,
    languageId,
    lines,
    text,
    written,
    expected,
  }));
}
