/**
 * What of a document goes into a prompt, with `\n` as line end. The line of the caret up to it is apart from the lines
 * above: it stands at the very end of the prompt, so that a typed letter costs one token and not the suffix.
 */
export interface CompletionWindow {
  /** Whole lines above the caret's, each with its line end, from a place that moves in large steps. */
  readonly above: string;
  /** The caret's line up to the caret. Of a very long one the end; then nothing is above. */
  readonly typed: string;
  /** The rest of the caret's line and a few whole lines below; kept while it is nearly the same. */
  readonly suffix: string;
  /**
   * Closing brackets and quotes right behind the caret that close what `typed` opens, as an editor inserts them by
   * itself. They are left out of `suffix`: they come and go with every bracket that is typed, and the model writes
   * them anyway. Absent: there are none.
   */
  readonly closers?: string;
}
