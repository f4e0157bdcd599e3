import { fill } from "./editPrompt.js";
import words from "./names.md";
import { renderFile } from "./promptFiles.js";

/** The user's turn of a suggestion of names: the code around the name as a file, then the task. */
export function namesPrompt(path: string, text: string, name: string): string {
  return renderFile(path, text) + fill(words, { name });
}
