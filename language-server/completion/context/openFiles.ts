import type { CompletionPlace } from "../completionPlace.js";
import type { Gatherer, GatheredChunk, PathOf, PieceLimit } from "./gatherer.js";
import type { OpenDocuments } from "./openDocuments.js";
import { firstLines, linesOf } from "./pieces.js";

/** So many files at most, those that were looked at last. */
const mostFiles = 8;
/** Longer files cost more time to look through than a guess is worth, in UTF-16 code units. */
const longestFile = 200_000;
/** Lines before the caret whose words say what the code is about. */
const reach = 24;
/** A piece with fewer words in common says nothing about the place. */
const leastCommon = 3;

/**
 * Of every other open file the piece that has the most to do with the place: the one with the most words in common with
 * the lines before the caret, as a share of all words of both (Jaccard, as GitHub Copilot does).
 */
export class OpenFiles implements Gatherer {
  readonly name = "openFiles";

  constructor(
    private readonly documents: OpenDocuments,
    private readonly pathOf: PathOf,
  ) {}

  gather(place: CompletionPlace, limit: PieceLimit): readonly GatheredChunk[] {
    const lines = linesOf(place.text.slice(0, place.offset));
    const wanted = wordsOf(lines.slice(-reach).join("\n"));
    const found: { readonly chunk: GatheredChunk; readonly score: number }[] = [];
    let files = 0;
    for (const document of this.documents.latestFirst()) {
      if (document.uri === place.uri) continue;
      if (++files > mostFiles) break;
      const text = document.getText();
      if (text.length > longestFile) continue;
      const best = bestPiece(linesOf(text), wanted, limit);
      if (best === undefined) continue;
      const chunk = { uri: document.uri, path: this.pathOf(document.uri), text: best.text, kind: "open" } as const;
      found.push({ chunk, score: best.score });
    }
    // The order is stable: of two that are as good, the one that was looked at last comes first.
    return found.sort((a, b) => b.score - a.score).map(({ chunk }) => chunk);
  }
}

/** The best of the pieces that begin on a grid: the same one for carets near each other. */
function bestPiece(lines: readonly string[], wanted: ReadonlySet<string>, limit: PieceLimit) {
  let best: { readonly text: string; readonly score: number } | undefined;
  const step = Math.max(1, Math.floor(limit.lines / 2));
  for (let start = 0; start < lines.length; start += step) {
    const text = firstLines(lines.slice(start, start + limit.lines), limit);
    if (text === "") continue;
    const words = wordsOf(text);
    let common = 0;
    for (const word of words) if (wanted.has(word)) common++;
    if (common < leastCommon) continue;
    const score = common / (words.size + wanted.size - common);
    if (best === undefined || score > best.score) best = { text, score };
  }
  return best;
}

/** Names, in the parts they are made of: `readFile` has to do with `fileReader`. Short ones are in every file. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/\p{Lu}?\p{Ll}{2,}|\p{Lu}{3,}|\p{Lo}{2,}/gu)) words.add(word.toLowerCase());
  return words;
}
