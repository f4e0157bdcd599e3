import type { PonderFailure } from "../../../protocol/errors.js";

/** One piece of an answer that wants to change something, whatever form it was written in. */
export type EditBlock = ReplaceBlock | RewriteBlock | CreateBlock | UnwantedBlock | BrokenBlock;

interface Named {
  /** The path that the answer names, as it is written there. It is a stranger's text, and maybe hostile. */
  readonly path?: string;
  /** Line of the answer in which the block begins: blocks are counted in the order of the answer. */
  readonly at: number;
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
  /** The comment in the first line that named the path. It is not among `lines`; in a text that has it, it is code. */
  readonly pathComment?: string;
  /** The fence says that it holds commands, or what they print. */
  readonly isForTerminal?: boolean;
}

/** A file that is not there yet. */
export interface CreateBlock extends Named {
  readonly kind: "create";
  readonly lines: readonly string[];
}

/** A file that is to go, to have another name, or to be changed in what is not its text (its mode, its bytes). */
export interface UnwantedBlock extends Named {
  readonly kind: "delete" | "rename" | "notText";
}

/** A piece that cannot be read. Half an edit is never applied, and never passed over in silence. */
export interface BrokenBlock extends Named {
  readonly kind: "broken";
  readonly failure: PonderFailure;
}

/** What one reader found in an answer. */
export interface ReadBlocks {
  readonly blocks: readonly EditBlock[];
  /** Numbers of the lines that belong to these blocks: no other reader looks at them. */
  readonly claimed: ReadonlySet<number>;
}

/** The numbers `start` up to but without `end`. */
export function span(start: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
}

/** `{ path }`, or nothing where there is none. */
export function named(path: string | undefined): Pick<Named, "path"> {
  return path === undefined ? {} : { path };
}
