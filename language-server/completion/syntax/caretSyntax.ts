import type { SyntaxPlace } from "./syntaxPlace.js";
import type { WrittenScope } from "./writtenScope.js";

/** What the parser knows of a caret. It parses when it is asked, which takes milliseconds, and once for each question. */
export interface CaretSyntax {
  /** The place of the caret in the document as it is; undefined where the parser knows nothing reliable. */
  place(): SyntaxPlace | undefined;
  /**
   * Whether what the caret's line begins is over.
   *
   * @param text what was written behind the caret, up to the end of a line.
   * @param lineBegin where its last line begins.
   */
  written(text: string, lineBegin: number): WrittenScope | undefined;
}
