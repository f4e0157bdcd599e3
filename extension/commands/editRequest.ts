import type { Problem } from "../../protocol/edits.js";
import type { Position, Range } from "../../protocol/text.js";

/** A place in a document, and what is wrong there. */
export interface EditPlace {
  readonly uri: string;
  readonly range: Range;
  readonly problems: readonly Problem[];
}

/** What may be handed to a command that changes code. */
export interface EditRequest {
  /** From a code action; absent: the active editor says what is meant. */
  readonly place?: EditPlace;
  /** What the user wishes beyond the command. */
  readonly instruction?: string;
}

/** Checks the argument of a command: other extensions and keybindings may pass anything. Pure. */
export function parseEditRequest(raw: unknown): EditRequest {
  if (!isRecord(raw)) return {};
  const { instruction } = raw;
  const place = parsePlace(raw);
  return { ...(place && { place }), ...(typeof instruction === "string" && { instruction }) };
}

function parsePlace(raw: Readonly<Record<string, unknown>>): EditPlace | undefined {
  if (typeof raw["uri"] !== "string" || !isRange(raw["range"])) return undefined;
  const problems = raw["problems"];
  if (!Array.isArray(problems) || !problems.every(isProblem)) return undefined;
  return { uri: raw["uri"], range: raw["range"], problems };
}

/**
 * What is meant at a place: the selection with the problems in it; else the problem under the caret; else nothing in
 * particular. Without a selection the range is empty, and the server takes what encloses it. Pure.
 */
export function placeAt(selection: Range, problems: readonly Problem[]): Pick<EditPlace, "range" | "problems"> {
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
    ["string", "undefined"].includes(typeof raw["code"]) &&
    (raw["related"] === undefined || (Array.isArray(raw["related"]) && raw["related"].every(isRelatedPlace)))
  );
}

function isRelatedPlace(raw: unknown): boolean {
  return isRecord(raw) && typeof raw["file"] === "string" && isIndex(raw["line"]) && typeof raw["message"] === "string";
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
