/** What belongs to the view alone, and outlives it when it is hidden. Everything else comes from the host. */
export interface UiState {
  /** Thoughts that the user opened (`true`) or closed (`false`), by the id of the turn. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** What stands in the question field. */
  readonly draft: string;
  /** The question that is being edited; absent: none. */
  readonly editing?: { readonly turnId: string; readonly text: string };
  /** The search in a thought; absent: none. */
  readonly find?: ThoughtFind;
  /** Where the conversation stands. */
  readonly scroll: Place;
}

/** A search in the thought of a turn. */
export interface ThoughtFind {
  readonly turnId: string;
  readonly text: string;
  /** Which match is the current one, from 0. */
  readonly at: number;
}

/** A place in the conversation: its end, where it stays while it grows, or so far below the beginning of a turn. */
export type Place = { readonly atEnd: true } | { readonly atEnd: false; readonly turnId: string; readonly top: number };

export const emptyUiState: UiState = { folds: {}, draft: "", scroll: { atEnd: true } };

/** Reads a kept state, which an older version may have written: what does not fit is left out. */
export function readUiState(raw: unknown): UiState {
  const { folds, draft, editing, find, scroll } = asRecord(raw);
  const { turnId, text } = asRecord(editing);
  const isFold = (entry: [string, unknown]): entry is [string, boolean] => typeof entry[1] === "boolean";
  return {
    folds: Object.fromEntries(Object.entries(asRecord(folds)).filter(isFold)),
    draft: typeof draft === "string" ? draft : emptyUiState.draft,
    ...(typeof turnId === "string" && typeof text === "string" && { editing: { turnId, text } }),
    ...readFind(asRecord(find)),
    scroll: readPlace(asRecord(scroll)),
  };
}

function readFind({ turnId, text, at }: Record<string, unknown>): Pick<UiState, "find"> {
  const isFind = typeof turnId === "string" && typeof text === "string" && Number.isSafeInteger(at);
  return isFind ? { find: { turnId, text, at: Math.max(0, at as number) } } : {};
}

function readPlace({ atEnd, turnId, top }: Record<string, unknown>): Place {
  const isPlace = atEnd === false && typeof turnId === "string" && typeof top === "number" && Number.isFinite(top);
  return isPlace ? { atEnd, turnId, top } : emptyUiState.scroll;
}

/** Forgets the folds of turns that are gone. */
export function withoutOldFolds(ui: UiState, turnIds: readonly string[]): UiState {
  const kept = Object.entries(ui.folds).filter(([id]) => turnIds.includes(id));
  return { ...ui, folds: Object.fromEntries(kept) };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
