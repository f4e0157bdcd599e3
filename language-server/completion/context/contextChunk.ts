/** Text from elsewhere that may help: a piece of another file, or of this one far from the caret. */
export interface ContextChunk {
  /** Path as the model sees it: relative to the workspace folder where there is one, `/` as separator. */
  readonly path: string;
  readonly text: string;
  readonly kind: "declaration" | "open" | "visited" | "edited" | "copied";
}
