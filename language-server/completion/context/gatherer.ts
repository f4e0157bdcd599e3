import type { CompletionPlace } from "../completionPlace.js";
import type { ContextChunk } from "./contextChunk.js";

/** A chunk, and the document it comes from. */
export interface GatheredChunk extends ContextChunk {
  readonly uri: string;
}

/** A source of chunks. It is asked while the caret rests, never on the way of a keystroke. */
export interface Gatherer {
  /** For the log. */
  readonly name: string;
  /**
   * @param place the document and the caret that context is wanted for.
   * @param limit the most a chunk may hold.
   * @param signal aborts when the time is over; what comes later is not used.
   * @returns the most useful first; the same documents and places give the same chunks.
   */
  gather(
    place: CompletionPlace,
    limit: PieceLimit,
    signal: AbortSignal,
  ): readonly GatheredChunk[] | Promise<readonly GatheredChunk[]>;
}

/** How large a chunk may be. */
export interface PieceLimit {
  readonly lines: number;
  /** UTF-8 bytes. */
  readonly bytes: number;
}

/** The path of a document as the model sees it. */
export type PathOf = (uri: string) => string;
