import type { ErrorCode } from "../../../protocol/errors.js";
import type { PanelCommand } from "../../../protocol/panel/messages.js";

/** A button that may help after an error. */
export interface TroubleButton {
  readonly label: string;
  readonly command: PanelCommand;
}

const showLog: TroubleButton = { label: "Show Log", command: "showLog" };
const restart: TroubleButton = { label: "Restart", command: "restart" };
const chooseModel: TroubleButton = { label: "Choose Model…", command: "chooseModel" };
const newChat: TroubleButton = { label: "New Chat", command: "newChat" };

/** Which buttons help after an error of this kind, besides asking again. */
export function troubleButtons(code: ErrorCode): readonly TroubleButton[] {
  switch (code) {
    case "modelNotFound":
    case "modelDamaged":
    case "modelLoadFailed":
    case "modelUnsupported":
      return [chooseModel, showLog];
    case "engineStopped":
    case "engineUnavailable":
    case "internal":
    case "badRequest":
    case "documentNotOpen":
      return [showLog, restart];
    case "promptTooLong":
      return [newChat, chooseModel];
    case "thoughtOnly":
    case "noProposal":
    case "noChange":
    case "noMatch":
    case "ambiguous":
    case "documentChanged":
    case "fileNotUsable":
      return [showLog];
  }
}
