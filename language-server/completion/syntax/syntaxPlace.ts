/** What a parsed document says about a caret. */
export interface SyntaxPlace {
  readonly inComment: boolean;
  readonly inString: boolean;
  /** It stands directly in a body: a block of statements, a class, an object. */
  readonly inBlock: boolean;
}
