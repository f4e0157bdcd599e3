/** An edit: start and end in UTF-16 code units, and what comes there. */
export type TraceEdit = readonly [start: number, end: number, text: string];

/**
 * One event of a typing session, a line of a `trace.jsonl`. Edits of one event are all measured in the text before it.
 *
 * - `open`: a document is there, `text` is its text; it is not looked at yet
 * - `focus`: it is the one that is looked at
 * - `setContent`: `text` replaces all of it, without the user
 * - `edit`: the user typed, deleted or pasted
 * - `caret`: the caret was moved without an edit
 * - `pause`: nothing; the user looks
 */
export interface TraceEvent {
  readonly t_ms: number;
  readonly kind: "open" | "focus" | "setContent" | "edit" | "caret" | "pause";
  readonly uri: string;
  readonly text?: string;
  readonly edits?: readonly TraceEdit[];
  /** Offset of the caret afterwards. */
  readonly caret?: number;
}

/** A typing session. */
export interface Trace {
  readonly name: string;
  readonly events: readonly TraceEvent[];
}

const kinds: ReadonlySet<unknown> = new Set(["open", "focus", "setContent", "edit", "caret", "pause"]);

export const writeTrace = ({ events }: Trace): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/** Reads a `trace.jsonl`. */
export function readTrace(name: string, text: string): Trace {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const events = lines.map((line, at) => {
    const event = JSON.parse(line) as TraceEvent;
    if (!kinds.has(event.kind) || typeof event.t_ms !== "number" || typeof event.uri !== "string") {
      throw new Error(`Line ${at + 1} of ${name} is no event of a trace.`);
    }
    return event;
  });
  return { name, events };
}

/** A text after edits that are measured in it. */
export function applyEdits(text: string, edits: readonly TraceEdit[]): string {
  const ordered = [...edits].sort((a, b) => b[0] - a[0]);
  return ordered.reduce((all, [start, end, inserted]) => all.slice(0, start) + inserted + all.slice(end), text);
}

/** A keystroke of somebody who types: at one place, at most two letters come, or one goes. */
export function isKeystroke({ kind, edits }: TraceEvent): boolean {
  if (kind !== "edit" || edits?.length !== 1) return false;
  const [start, end, text] = edits[0] ?? [0, 0, ""];
  const line = /^\r?\n/.test(text);
  return end - start <= 1 && (line || text.length <= 2);
}

/** A keystroke that makes a new line. */
export const isEnter = (event: TraceEvent): boolean =>
  isKeystroke(event) && event.edits?.[0]?.[2].includes("\n") === true;
