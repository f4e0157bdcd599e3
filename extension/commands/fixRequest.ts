import type { Problem } from "../../protocol/edits.js";
import type { Position, Range } from "../../protocol/text.js";

/** What a code action of the server hands to `ponder.fix`. */
export interface FixRequest {
  readonly uri: string;
  readonly range: Range;
  readonly problems: readonly Problem[];
}

/** Checks the argument of `ponder.fix`: other extensions and keybindings may pass anything. Pure. */
export function parseFixRequest(raw: unknown): FixRequest | undefined {
  if (!isRecord(raw) || typeof raw["uri"] !== "string" || !isRange(raw["range"])) return undefined;
  const problems = raw["problems"];
  if (!Array.isArray(problems) || !problems.every(isProblem)) return undefined;
  return { uri: raw["uri"], range: raw["range"], problems };
}

/**
 * What Fix means at a place: the selection with the problems in it; else the problem under the caret; else nothing in
 * particular. Without a selection the range is empty, and the server takes what encloses it. Pure.
 */
export function fixAt(selection: Range, problems: readonly Problem[]): Pick<FixRequest, "range" | "problems"> {
  const here = problems.filter(({ range }) => touches(range, selection));
  if (!isEmpty(selection)) return { range: selection, problems: here };
  return { range: selection, problems: here.slice(0, 1) };
}

function touches(a: Range, b: Range): boolean {
  return compare(a.start, b.end) <= 0 && compare(b.start, a.end) <= 0;
}

function isEmpty({ start, end }: Range): boolean {
  return compare(start, end) === 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function isProblem(raw: unknown): raw is Problem {
  return (
    isRecord(raw) &&
    isRange(raw["range"]) &&
    typeof raw["message"] === "string" &&
    ["string", "undefined"].includes(typeof raw["source"]) &&
    ["string", "undefined"].includes(typeof raw["code"])
  );
}

function isRange(raw: unknown): raw is Range {
  return isRecord(raw) && isPosition(raw["start"]) && isPosition(raw["end"]);
}

function isPosition(raw: unknown): raw is Position {
  return isRecord(raw) && isIndex(raw["line"]) && isIndex(raw["character"]);
}

function isIndex(raw: unknown): boolean {
  return typeof raw === "number" && Number.isInteger(raw) && raw >= 0;
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === "object" && raw !== null;
}
