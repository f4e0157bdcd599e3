import { fill } from "./editPrompt.js";
import insertWords from "./insert.md";
import { renderFile } from "./promptFiles.js";

/** So many lines above and below the place are shown. */
const reach = 80;

/** Where new code is to be written. */
export interface InsertPlace {
  readonly path: string;
  /** The document. */
  readonly lines: readonly string[];
  /** Zero-based. */
  readonly line: number;
}

/** The user's turn where there is no code to rewrite: what stands around the place as a file, then what is wished. */
export function insertPrompt({ path, lines, line }: InsertPlace, instruction: string): string {
  const first = Math.max(0, line - reach);
  const shown = lines.slice(first, line + reach + 1).join("\n");
  return (
    renderFile(path, shown) + fill(insertWords, { instruction: instruction.trim(), line: String(line - first + 1) })
  );
}
