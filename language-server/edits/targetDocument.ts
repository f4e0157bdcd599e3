import type { LineRange } from "../context/enclosingBlock.js";
import { splitLines } from "./lines.js";

/** A document to be edited. */
export interface TargetDocument {
  readonly uri: string;
  /** Version of the open document; `null`: there is no such file yet. */
  readonly version: number | null;
  readonly text: string;
  /** VS Code language identifier. */
  readonly languageId: string;
  /** Path for messages, and to recognise what the answer calls it; as complete as it is known, `/` as separator. */
  readonly path: string;
}

/** The document that blocks without a path are for. */
export interface MainDocument extends TargetDocument {
  /** The lines that a single code block rewrites. */
  readonly target: LineRange;
  /** The path that the model was shown, where it is another one. */
  readonly shownPath?: string;
}

const knownLines = new WeakMap<TargetDocument, readonly string[]>();

/** The lines of a document, without its byte order mark. */
export function linesOf(document: TargetDocument): readonly string[] {
  const known = knownLines.get(document) ?? splitLines(document.text.replace(/^\uFEFF/, ""));
  knownLines.set(document, known);
  return known;
}

/** Whether a path of an answer can mean a document: the document's path ends with it. */
export function canMean(path: string, document: Pick<TargetDocument, "path">): boolean {
  const asked = segmentsOf(path);
  return asked.length > 0 && segmentsOf(document.path).slice(-asked.length).join("/") === asked.join("/");
}

function segmentsOf(path: string): readonly string[] {
  return path.split(/[/\\]/).filter((segment) => segment !== "" && segment !== ".");
}
