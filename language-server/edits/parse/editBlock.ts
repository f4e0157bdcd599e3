import type { PonderFailure } from "../../../protocol/errors.js";

/** One piece of an answer that wants to change something, whatever form it was written in. */
export type EditBlock = ReplaceBlock | RewriteBlock | CreateBlock | DeleteBlock | BrokenBlock;

interface Named {
  /** The path that the answer names, as it is written there. It is a stranger's text: only its last name is compared. */
  readonly path?: string;
}

/** Lines to find, and what stands there afterwards: a SEARCH/REPLACE block, a hunk of a diff or of a patch. */
export interface ReplaceBlock extends Named {
  readonly kind: "replace";
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /** Where a diff says that it is, zero-based. It decides between equal places only. */
  readonly hint?: number;
  /** Lines that stand above the place, outermost first (the `@@` lines of a patch). */
  readonly anchors?: readonly string[];
}

/** New text for the lines that were asked for, or for a whole file. */
export interface RewriteBlock extends Named {
  readonly kind: "rewrite";
  readonly lines: readonly string[];
}

/** A file that is not there yet. */
export interface CreateBlock extends Named {
  readonly kind: "create";
  readonly lines: readonly string[];
}

export interface DeleteBlock extends Named {
  readonly kind: "delete";
}

/** A piece that cannot be read. Half an edit is never applied, and never passed over in silence. */
export interface BrokenBlock extends Named {
  readonly kind: "broken";
  readonly failure: PonderFailure;
}

/** The blocks of an answer and the text around them. */
export interface ParsedBlocks {
  /** In the order of the answer. */
  readonly blocks: readonly EditBlock[];
  /** Everything else, for the summary. */
  readonly prose: string;
}

/** `{ path }`, or nothing where there is none. */
export function named(path: string | undefined): Named {
  return path === undefined ? {} : { path };
}
