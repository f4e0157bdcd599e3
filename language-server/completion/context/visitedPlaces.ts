import type { CompletionPlace } from "../completionPlace.js";
import type { Gatherer, GatheredChunk, PathOf, PieceLimit } from "./gatherer.js";
import type { OpenDocuments } from "./openDocuments.js";
import { linesOf, pieceAround } from "./pieces.js";

/** So many places are remembered. */
const mostPlaces = 12;
/** A caret that is nearer than this to the place before is still there, in lines. */
const samePlace = 32;

interface Visit {
  readonly uri: string;
  readonly line: number;
  /** Lines around the place when its document was closed; undefined while it is open. */
  readonly closed?: readonly string[];
}

/** Where the caret rested before it came here, in this file and in others, also in those that were closed since. */
export class VisitedPlaces implements Gatherer {
  readonly name = "visitedPlaces";
  /** The last visit is the last. */
  #visits: readonly Visit[] = [];

  constructor(
    private readonly documents: OpenDocuments,
    private readonly pathOf: PathOf,
  ) {}

  /** The caret rests at a line. */
  visited(uri: string, line: number): void {
    const others = this.#visits.filter((visit) => visit.uri !== uri || Math.abs(visit.line - line) >= samePlace);
    this.#visits = [...others, { uri, line }].slice(-mostPlaces);
  }

  /** A document is about to be closed: its places are kept as they are. */
  closing(uri: string): void {
    const text = this.documents.get(uri)?.getText();
    if (text === undefined) return;
    const lines = linesOf(text);
    this.#visits = this.#visits.map((visit) => {
      if (visit.uri !== uri) return visit;
      const from = Math.max(0, visit.line - samePlace);
      return { uri, line: visit.line - from, closed: lines.slice(from, visit.line + samePlace) };
    });
  }

  /** A document was opened again: its places are not known any more, as it may have changed on the disk. */
  opened(uri: string): void {
    this.#visits = this.#visits.filter((visit) => visit.uri !== uri || visit.closed === undefined);
  }

  gather(_place: CompletionPlace, limit: PieceLimit): readonly GatheredChunk[] {
    const split = new Map<string, readonly string[]>();
    const chunks: GatheredChunk[] = [];
    for (const { uri, line, closed } of [...this.#visits].reverse()) {
      const lines = closed ?? split.get(uri) ?? linesOf(this.documents.get(uri)?.getText() ?? "");
      if (closed === undefined) split.set(uri, lines);
      const text = pieceAround(lines, line, limit);
      if (text !== "") chunks.push({ uri, path: this.pathOf(uri), text, kind: "visited" });
    }
    return chunks;
  }
}
