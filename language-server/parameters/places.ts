import type { Position, Range } from "../../protocol/text.js";
import { Fields, refuse } from "./fields.js";

/** A place in a document, as standard requests carry it too. */
export function readPosition(raw: unknown, at: string): Position {
  const fields = new Fields(raw, at);
  return { line: fields.count("line"), character: fields.count("character") };
}

/** A range whose end is not before its start. */
export function readRange(raw: unknown, at: string): Range {
  const fields = new Fields(raw, at);
  const start = readPosition(fields.get("start"), `${at}.start`);
  const end = readPosition(fields.get("end"), `${at}.end`);
  if (end.line < start.line || (end.line === start.line && end.character < start.character))
    refuse(at, "a range whose end is not before its start");
  return { start, end };
}
