import { applyEdits, type Trace, type TraceEdit, type TraceEvent } from "./trace.js";

/** An entry of a recording; each kind has more fields. */
interface Entry {
  readonly kind: string;
  readonly time?: number;
  /** Number of the document. */
  readonly id?: number;
  readonly relativePath?: string;
  readonly content?: string;
  readonly contentId?: string;
  readonly edit?: readonly TraceEdit[];
  readonly selection?: readonly (readonly [start: number, end: number])[];
}

/**
 * Reads a recording in the public `*.recording.w.json` form of VS Code's Copilot Chat tests: a `log` of entries, among
 * them `documentEncountered`, `setContent`, `storeContent` and `restoreContent`, `opened`, `focused`, `changed` (with
 * edits that are measured in the text before it) and `selectionChanged`. Other kinds are passed over. What replaces
 * much at once is `setContent`: nobody typed it.
 */
export function readRecording(name: string, text: string): Trace {
  const { log } = JSON.parse(text) as { readonly log?: readonly Entry[] };
  if (!Array.isArray(log)) throw new Error(`${name} is no recording: it has no log.`);
  const entries = log as readonly Entry[];
  const start = entries.find(({ time }) => time !== undefined)?.time ?? 0;
  const uris = new Map<number, string>();
  const texts = new Map<string, string>();
  const stored = new Map<string, string>();
  const events: TraceEvent[] = [];
  let last = 0;
  let focused: string | undefined;

  for (const entry of entries) {
    const { kind, id = -1 } = entry;
    if (kind === "documentEncountered") {
      uris.set(id, `file:///workspace/${entry.relativePath ?? `document${id}`}`);
      continue;
    }
    const uri = uris.get(id);
    if (uri === undefined) continue;
    last = Math.max(last, (entry.time ?? start) - start);
    const add = (event: Omit<TraceEvent, "t_ms" | "uri">): void => void events.push({ t_ms: last, uri, ...event });
    const focus = (caret: number): void => {
      if (focused === uri) return;
      focused = uri;
      add({ kind: "focus", caret });
    };
    switch (kind) {
      case "setContent":
      case "restoreContent": {
        const content = kind === "setContent" ? entry.content : stored.get(entry.contentId ?? "");
        if (content === undefined) break;
        add({ kind: texts.has(uri) ? "setContent" : "open", text: content });
        texts.set(uri, content);
        break;
      }
      case "storeContent":
        stored.set(entry.contentId ?? "", texts.get(uri) ?? "");
        break;
      case "focused":
        focus(0);
        break;
      case "selectionChanged": {
        const [selection] = entry.selection ?? [];
        if (selection === undefined || !texts.has(uri)) break;
        focus(selection[0]);
        // An edit has told where the caret is already.
        if (selection[0] === selection[1] && events.at(-1)?.caret !== selection[1]) {
          add({ kind: "caret", caret: selection[1] });
        }
        break;
      }
      case "changed": {
        const edits = entry.edit ?? [];
        const before = texts.get(uri);
        if (before === undefined || edits.length === 0) break;
        texts.set(uri, applyEdits(before, edits));
        const [only] = edits;
        const caret = (only?.[0] ?? 0) + (only?.[2].length ?? 0);
        focus(caret);
        add(edits.length === 1 ? { kind: "edit", edits, caret } : { kind: "setContent", text: texts.get(uri) ?? "" });
      }
    }
  }
  return { name, events };
}
