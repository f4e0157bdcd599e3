import type { Uri } from "vscode";
import type { ContextChip } from "../../../protocol/panel/state.js";
import type { Range } from "../../../protocol/text.js";
import type { AttachedItem } from "../conversations/savedConversation.js";

/** Something that goes along with a question, before its text is read. */
export type Source =
  /** A file, or a piece of it. `name`: of the symbol that the piece is. */
  | { readonly kind: "file"; readonly uri: Uri; readonly range?: Range; readonly name?: string }
  | { readonly kind: "folder"; readonly uri: Uri }
  /** What is selected in the editor that questions are about. */
  | { readonly kind: "selection" }
  /** What the editor reports, in that editor's file or, where there is nothing, in all files. */
  | { readonly kind: "problems" }
  /** What was selected in a terminal. */
  | { readonly kind: "terminal"; readonly text: string; readonly number: number }
  | { readonly kind: "changes"; readonly staged: boolean };

/** A piece as the user sees it, and as it would be sent. */
export interface ShownPiece {
  readonly chip: ContextChip;
  /** Absent: there is nothing to send; the chip says why. */
  readonly item?: AttachedItem;
}

/** A piece of which there is nothing to send. @param note why, for the user. */
export function missingPiece(id: string, label: string, note: string): ShownPiece {
  return { chip: { id, label, title: label, note, isMissing: true } };
}
