/** A place in a text: zero-based line, zero-based UTF-16 code unit in that line (LSP 3.18, `Position`). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open piece of a text, from `start` up to but without `end` (LSP 3.18, `Range`). */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
