/** A completion on its way from the model to the editor. */
export interface Candidate {
  /** What is inserted. */
  readonly text: string;
  /** How many code units behind the cursor it replaces, because it contains them already. */
  readonly replaces: number;
}

/** What surrounds the cursor. */
export interface CursorContext {
  /** The line up to the cursor. */
  readonly before: string;
  /** The rest of the line behind the cursor. */
  readonly after: string;
  /** The next line with text below the cursor's, if there is one. */
  readonly nextLine?: string;
}

/** Changes a candidate, or drops it by naming the reason, which is seen in the log. Pure. */
export type CompletionFilter = (
  candidate: Candidate,
  context: CursorContext,
) => Candidate | { readonly dropped: string };
