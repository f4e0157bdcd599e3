import { commentLine } from "./commentLine.js";
import type { CompletionPrompt } from "./completionForm.js";

/** A path cannot smuggle lines into the prompt. */
export const pathLine = (path: string): string => `${path.replace(/[\r\n]+/g, " ")}\n`;

/** A text as whole lines. */
export const wholeLines = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

/**
 * The chunks and the document's path for models that know no token for files: each with its path in a comment, as
 * DeepSeek-Coder was trained on repositories ("Repository Level Code Completion" in its README).
 *
 * @returns texts, each of whole lines.
 */
export function commentHeaders({ chunks, path, languageId }: CompletionPrompt): readonly string[] {
  const others = chunks.map((chunk) => `${commentLine(languageId, chunk.path)}${wholeLines(chunk.text)}\n`);
  return [...others, commentLine(languageId, path)];
}
