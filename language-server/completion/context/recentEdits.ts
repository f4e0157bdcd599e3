import type { CompletionPlace } from "../completionPlace.js";
import type { Gatherer, GatheredChunk, PathOf, PieceLimit } from "./gatherer.js";
import type { OpenDocument, OpenDocuments } from "./openDocuments.js";
import { lineOfOffset, linesOf, pieceAround } from "./pieces.js";

/** So many places are remembered. */
const mostEdits = 8;
/** A change of more lines than this is a formatter's or a merge's, not the user's. */
const mostLines = 60;
/** Two edits nearer than this are one, in lines. */
const sameEdit = 8;

interface Edit {
  readonly uri: string;
  /** The last line that changed, as it was counted then. */
  readonly line: number;
}

/**
 * What was changed last. While one types nothing is looked at: the text from the last time is compared with the text
 * now, from both ends.
 */
export class RecentEdits implements Gatherer {
  readonly name = "recentEdits";
  readonly #before = new Map<string, { readonly version: number; readonly text: string }>();
  /** The last edit is the last. */
  #edits: readonly Edit[] = [];

  constructor(
    private readonly documents: OpenDocuments,
    private readonly pathOf: PathOf,
  ) {}

  opened(document: OpenDocument): void {
    this.#before.set(document.uri, { version: document.version, text: document.getText() });
  }

  closed(uri: string): void {
    this.#before.delete(uri);
    this.#edits = this.#edits.filter((edit) => edit.uri !== uri);
  }

  gather(_place: CompletionPlace, limit: PieceLimit): readonly GatheredChunk[] {
    this.#look();
    const chunks: GatheredChunk[] = [];
    for (const { uri, line } of [...this.#edits].reverse()) {
      const document = this.documents.get(uri);
      if (document === undefined) continue;
      const text = pieceAround(linesOf(document.getText()), line, limit);
      if (text !== "") chunks.push({ uri, path: this.pathOf(uri), text, kind: "edited" });
    }
    return chunks;
  }

  /** Finds what changed since the last look; the document that the user works in comes last. */
  #look(): void {
    for (const document of [...this.documents.latestFirst()].reverse()) {
      const before = this.#before.get(document.uri);
      if (before?.version === document.version) continue;
      const text = document.getText();
      this.#before.set(document.uri, { version: document.version, text });
      const changed = before === undefined ? undefined : changedLines(before.text, text);
      if (changed !== undefined) this.#add(document.uri, changed.last, changed.added);
    }
  }

  #add(uri: string, line: number, added: number): void {
    const others = this.#edits
      .map((edit) => (edit.uri === uri && edit.line > line - added ? { uri, line: edit.line + added } : edit))
      .filter((edit) => edit.uri !== uri || Math.abs(edit.line - line) > sameEdit);
    this.#edits = [...others, { uri, line }].slice(-mostEdits);
  }
}

/** The last line that differs, and how many lines came (or, negative, went). Undefined: nothing, or too much. */
function changedLines(before: string, now: string): { readonly last: number; readonly added: number } | undefined {
  if (before === now) return undefined;
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === now.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === now.charCodeAt(now.length - 1 - end))
    end++;
  const added = lineOfOffset(now, now.length - end) - lineOfOffset(before, before.length - end);
  const last = lineOfOffset(now, now.length - end);
  const changed = Math.max(last, last - added) - lineOfOffset(now, start);
  return changed > mostLines ? undefined : { last, added };
}
