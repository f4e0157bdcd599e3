import type { Source } from "./completionEvent.js";
import type { CompletionPlace } from "./completionPlace.js";
import type { IgnoreReason } from "../../protocol/context.js";
import type { Reason } from "./reasons.js";
import type { CompletionSettings } from "./timing/gates.js";

/** One request. */
export interface CompletionRequest {
  readonly place: CompletionPlace;
  /** The user asked for it; else it comes while he types. */
  readonly invoked: boolean;
  /** It is not for the caret: one suggestion is enough, and nothing is learnt from what becomes of it. */
  readonly aside?: boolean;
  readonly settings: CompletionSettings;
  /** Why the file must not be completed, if so. */
  readonly ignored: IgnoreReason | false;
  /** What is selected in the editor's own list of completions, and the offset from which it would be inserted. */
  readonly selected?: { readonly start: number; readonly text: string };
}

/** One suggestion. */
export interface CompletionItem {
  readonly id: number;
  /** With the document's line ends. */
  readonly text: string;
  /** The piece of the document it replaces: offsets in UTF-16 code units, on the caret's line. */
  readonly start: number;
  readonly end: number;
}

/** What came of a request. `items` is not empty. */
export type CompletionAnswer =
  | { readonly items: readonly CompletionItem[]; readonly source: Source; readonly latencyMs: number }
  | { readonly reason: Reason };
