import { TextDocument } from "vscode-languageserver-textdocument";
import type { TrackedFile } from "./trackedFile.js";

/**
 * Where the lines stand now that a code block rewrites (`FileEdit.target`).
 *
 * @param text of the document.
 * @returns offsets; `undefined` when nobody can tell: the lines are not there any more, or more than once, or a part of
 * them was rewritten already. Pure.
 */
export function rewrittenAgain(
  { edit: { target }, base, hunks }: Pick<TrackedFile, "edit" | "base" | "hunks">,
  text: string,
): { readonly start: number; readonly end: number } | undefined {
  if (!target || base === undefined || hunks.some(({ state }) => state === "accepted")) return undefined;
  const document = TextDocument.create("", "", 0, base);
  const [start, end] = [document.offsetAt(target.start), document.offsetAt(target.end)];
  if (start === 0 && end === base.length) return { start: 0, end: text.length };
  const lines = base.slice(start, end);
  const found = text.indexOf(lines);
  if (lines.trim() === "" || found < 0 || text.includes(lines, found + 1)) return undefined;
  const isEdge = (sign: string | undefined) => sign === undefined || sign === "\n" || sign === "\r";
  if (!isEdge(text[found - 1]) || !isEdge(text[found + lines.length])) return undefined;
  return { start: found, end: found + lines.length };
}
