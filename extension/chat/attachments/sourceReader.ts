import { l10n, type TextEditor } from "vscode";
import { pieceOf } from "../activeContext.js";
import { changesPiece } from "./changesPiece.js";
import { filePiece } from "./filePiece.js";
import { folderPiece } from "./folderPiece.js";
import type { JudgeFiles } from "./judgeFiles.js";
import { problemsPiece } from "./problemsPiece.js";
import { missingPiece, type ShownPiece, type Source } from "./source.js";
import { terminalPiece } from "./terminalPiece.js";

/** What reading needs. */
export interface ReaderParts {
  /** The editor that questions are about. */
  readonly editor: () => TextEditor | undefined;
  readonly judge: JudgeFiles;
  /** Most UTF-16 code units of one piece. */
  readonly limit: () => number;
}

/** Reads a source as it is now. @throws what `filePiece` and `judge` throw. */
export async function readSource(source: Source, { editor, judge, limit }: ReaderParts): Promise<ShownPiece> {
  switch (source.kind) {
    case "file":
      return withReason(await filePiece(source, limit()), (await judge([source.uri]))[0] ?? null);
    case "folder":
      return folderPiece(source.uri, judge, limit());
    case "selection": {
      const now = editor();
      if (!now || now.selection.isEmpty) {
        return missingPiece("selection", l10n.t("Selection"), l10n.t("Nothing is selected in the editor"));
      }
      return pieceOf(now);
    }
    case "problems":
      return problemsPiece(editor()?.document.uri);
    case "terminal":
      return terminalPiece(source.text, source.number, limit());
    case "changes":
      return changesPiece(source.staged, editor()?.document.uri, judge, limit());
  }
}

/** The user attached it by name, so it goes along; but he should know. */
function withReason(piece: ShownPiece, reason: string | null): ShownPiece {
  if (reason === null) return piece;
  const warning =
    reason === "secretsFile"
      ? l10n.t("It looks like a file with secrets")
      : l10n.t("An ignore rule is about this file");
  const note = piece.chip.note === undefined ? warning : `${piece.chip.note}. ${warning}`;
  return { ...piece, chip: { ...piece.chip, note } };
}
