import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";

/** A suggestion as the editor gets it. */
export interface Suggestion {
  readonly text: string;
  /** What it replaces, offsets in the document. */
  readonly start: number;
  readonly end: number;
  /** No engine was asked for it. */
  readonly known: boolean;
}

/** Something that completes while somebody types: Ponder, or a peer. */
export interface CompletionSystem {
  readonly name: string;
  /** A document is open, and has this text. */
  opened(place: CompletionPlace): void;
  /** The document was changed. */
  changed(place: CompletionPlace): void;
  /** Another document is looked at. */
  focused(place: CompletionPlace): void;
  /** The editor asks. @param signal aborts with the next key. */
  complete(place: CompletionPlace, signal: AbortSignal): Promise<Suggestion | undefined>;
  /** The caret has not moved for so many milliseconds. */
  readonly restsAfterMs: number;
  rested(place: CompletionPlace): void;
  /** Ends what still runs. */
  dispose(): Promise<void>;
}
