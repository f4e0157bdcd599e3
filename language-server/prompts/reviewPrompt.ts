import type { LineRange } from "../context/enclosingBlock.js";
import { renderFile } from "./promptFiles.js";
import words from "./review.md";

/**
 * The user's turn of a review: the lines with their numbers as a file, then the task. Models count lines badly, so they
 * need not.
 *
 * @param lines the document.
 */
export function reviewPrompt(
  path: string,
  lines: readonly string[],
  { start, end }: LineRange,
  instruction = "",
): string {
  const width = String(end + 1).length;
  const numbered = lines
    .slice(start, end + 1)
    .map((line, at) => `${String(start + at + 1).padStart(width)}: ${line}`.trimEnd());
  const wish = instruction.trim();
  return renderFile(path, numbered.join("\n")) + words.trim() + (wish === "" ? "" : ` ${wish}`);
}
