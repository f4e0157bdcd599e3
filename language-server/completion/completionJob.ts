import type { CompletionLines } from "./completionLines.js";
import type { CompletionRequest } from "./completionRequest.js";
import type { CursorContext } from "./cursorContext.js";
import type { CaretText } from "./reuse/caretText.js";

/** What is worked with during one request. */
export interface CompletionJob {
  readonly request: CompletionRequest;
  readonly caret: CaretText;
  readonly cursor: CursorContext;
  /** How many lines are wanted; decided when it is first asked for, since the parser may have to be. */
  readonly lines: CompletionLines;
  /** When it came, on the clock that was handed in. */
  readonly began: number;
  readonly signal: AbortSignal;
}
