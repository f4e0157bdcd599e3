import type { Mention } from "../../../protocol/panel/mention.js";
import type { ContextItem } from "../../../protocol/chat.js";
import { linesOf } from "../contextChip.js";

/** Lines of a document, from 0, both ends included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/**
 * Which lines of the document are meant. A model that was shown a piece counts the lines of the file, or those of the
 * piece: what lies in the piece when counted in the file is meant so. Pure.
 */
export function linesMeant(
  { first, last }: Pick<Extract<Mention, { kind: "lines" }>, "first" | "last">,
  { range }: Pick<ContextItem, "range">,
): Lines {
  const zeroBased = { first: Math.max(0, first - 1), last: Math.max(0, last - 1) };
  if (!range) return zeroBased;
  const piece = linesOf(range);
  const isInPiece = first >= piece.first && first <= piece.last;
  if (isInPiece || first > piece.last - piece.first + 1) return zeroBased;
  return { first: zeroBased.first + piece.first - 1, last: zeroBased.last + piece.first - 1 };
}

/** Words that stand before a name where it is declared, in the languages that people ask about most. */
const declaring =
  "function|class|interface|type|enum|namespace|const|let|var|val|def|fn|func|fun|struct|trait|impl|mod|module|record|package|macro_rules!|#define";

/**
 * Where a name stands in a text: where it is declared as far as words tell, else where it stands first. Whole names
 * only. Pure.
 *
 * @returns an offset in UTF-16 code units; `undefined`: nowhere.
 */
export function placeOfName(text: string, name: string): number | undefined {
  const whole = `(?<![\\p{L}\\p{N}_$])${name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?![\\p{L}\\p{N}_$])`;
  const declared = new RegExp(`(?:^|\\s)(?:${declaring})\\s+(?:\\*\\s*)?(?=${whole})`, "u").exec(text);
  if (declared) return declared.index + declared[0].length;
  return new RegExp(whole, "u").exec(text)?.index;
}
