import type { SplitPlace } from "./llamaVscode.js";

/** The lines of an answer, without empty ones at its end. */
export function linesOf(answer: string): readonly string[] {
  const lines = answer.split(/\r?\n/);
  while (lines.length > 0 && (lines.at(-1) ?? "").trim() === "") lines.pop();
  return lines;
}

/** Whether llama.vscode shows nothing of an answer: it is blank, or repeats what follows. */
export function isDiscarded(lines: readonly string[], at: SplitPlace): boolean {
  const { linePrefix, lineSuffix, below } = at;
  const [first = "", ...others] = lines;
  if (lines.length === 0 || (lines.length === 1 && first.trim() === "")) return true;
  if (below.length === 0) return false;
  const repeats = (from: number): boolean => others.every((line, i) => line === below[from + i]);
  if (others.length > 0 && (first.trim() === "" || first.trim() === lineSuffix.trim()) && repeats(0)) return true;
  if (lines.length === 1 && first === lineSuffix) return true;
  const next = below.findIndex((line) => line.trim() !== "");
  if (next < 0 || linePrefix + first !== below[next]) return false;
  if (lines.length === 1) return true;
  if (lines.length === 2) return (below[next + 1] ?? "").startsWith(others[0] ?? "");
  return repeats(next + 1);
}

/** What is shown of an answer where something stands behind the caret on its line. */
export function shortened(lines: readonly string[], lineSuffix: string): string {
  const [first = ""] = lines;
  if (lineSuffix.trim() !== "") {
    if (first.endsWith(lineSuffix)) return first.slice(0, -lineSuffix.length);
    if (lines.length > 1) return first;
  }
  return lines.join("\n");
}
