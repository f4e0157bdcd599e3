/** Lines of the document that were found: `start` up to but without `end`. */
export interface LineMatch {
  readonly start: number;
  readonly end: number;
}

/** One step of the ladder: all places that match by its rule. */
export type Matcher = (document: readonly string[], wanted: readonly string[]) => readonly LineMatch[];
