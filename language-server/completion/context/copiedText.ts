import type { CompletionPlace } from "../completionPlace.js";
import type { Gatherer, GatheredChunk, PathOf, PieceLimit } from "./gatherer.js";
import { firstLines, linesOf } from "./pieces.js";

/** So many pieces are remembered. */
const mostPieces = 4;
/** Less is a name or a value, which says nothing alone, in lines that are not blank. */
const leastLines = 2;

/** More of a piece is not kept, in lines. */
const mostLines = 64;

/** What the user copied: he is about to use it. */
export class CopiedText implements Gatherer {
  readonly name = "copiedText";
  /** The last piece is the last. */
  #pieces: readonly { readonly uri: string; readonly lines: readonly string[] }[] = [];

  constructor(private readonly pathOf: PathOf) {}

  /** @param text what was copied from the document `uri`. */
  copied(uri: string, text: string): void {
    const lines = linesOf(text);
    if (lines.filter((line) => line.trim() !== "").length < leastLines) return;
    this.#pieces = [...this.#pieces, { uri, lines: lines.slice(0, mostLines) }].slice(-mostPieces);
  }

  gather(_place: CompletionPlace, limit: PieceLimit): readonly GatheredChunk[] {
    return [...this.#pieces]
      .reverse()
      .map(({ uri, lines }) => ({
        uri,
        path: this.pathOf(uri),
        text: firstLines(lines, limit),
        kind: "copied" as const,
      }))
      .filter(({ text }) => text !== "");
  }
}
