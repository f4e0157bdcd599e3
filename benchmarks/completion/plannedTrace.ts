import { createHash } from "node:crypto";
import { applyEdits, type Trace, type TraceEvent } from "./traces/trace.js";

/** Events of a recording after which what was written since counts as one piece. */
const longestPiece = 300;

/** An event with what it leads to. */
export interface PlannedEvent {
  readonly event: TraceEvent;
  /** Milliseconds since the event before. */
  readonly gapMs: number;
  /** Names the text of the document afterwards. */
  readonly state: string;
  /** The document when the piece that is being written is whole. */
  readonly goal: string;
}

/** A trace, read to its end: at each event it is known what the user is going to write. */
export interface PlannedTrace {
  readonly name: string;
  readonly events: readonly PlannedEvent[];
  /** The events after which a document has a text, by the state's name. */
  readonly byState: ReadonlyMap<string, readonly number[]>;
}

export function planTrace({ name, events }: Trace): PlannedTrace {
  const texts = new Map<string, string>();
  const after = events.map((event) => {
    const { uri, kind, text, edits } = event;
    if (kind === "open" || kind === "setContent") texts.set(uri, text ?? "");
    else if (kind === "edit") texts.set(uri, applyEdits(texts.get(uri) ?? "", edits ?? []));
    return texts.get(uri) ?? "";
  });
  const goals: string[] = [];
  let goal = "";
  let left = 0;
  for (let at = events.length - 1; at >= 0; at--) {
    const next = events[at + 1];
    const ends = next === undefined || next.kind === "focus" || next.kind === "open" || next.uri !== events[at]?.uri;
    if (ends || events[at]?.kind === "pause" || left === 0) {
      goal = after[at] ?? "";
      left = longestPiece;
    }
    left--;
    goals[at] = goal;
  }
  const byState = new Map<string, number[]>();
  const planned = events.map((event, at) => {
    const state = stateName(event.uri, after[at] ?? "");
    if (event.kind === "edit") byState.set(state, [...(byState.get(state) ?? []), at]);
    const gapMs = event.t_ms - (events[at - 1]?.t_ms ?? event.t_ms);
    return { event, gapMs, state, goal: goals[at] ?? "" };
  });
  return { name, events: planned, byState };
}

/** A short name of a document's text. */
export const stateName = (uri: string, text: string): string =>
  createHash("sha1").update(uri).update("\0").update(text).digest("base64");
