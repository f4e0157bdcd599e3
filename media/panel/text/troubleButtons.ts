import type { ErrorCode } from "../../../protocol/errors.js";
import type { PanelCommand } from "../../../protocol/panel/messages.js";
import { t } from "../l10n.js";

/** A button that may help after an error. */
export interface TroubleButton {
  readonly label: string;
  readonly command: PanelCommand;
}

const showLog = (): TroubleButton => ({ label: t("Show Log"), command: "showLog" });
const restart = (): TroubleButton => ({ label: t("Restart"), command: "restart" });
const chooseModel = (): TroubleButton => ({ label: t("Choose Model…"), command: "chooseModel" });
const acceptModel = (): TroubleButton => ({ label: t("Use the Changed File"), command: "acceptModel" });
const runDoctor = (): TroubleButton => ({ label: t("Run Doctor"), command: "runDoctor" });
const newChat = (): TroubleButton => ({ label: t("New Chat"), command: "newChat" });

/** Which buttons help after an error of this kind, besides asking again. */
export function troubleButtons(code: ErrorCode): readonly TroubleButton[] {
  switch (code) {
    case "modelNotFound":
    case "modelDamaged":
    case "modelUnsupported":
    case "thoughtOnly":
      return [chooseModel(), showLog()];
    case "modelLoadFailed":
      return [chooseModel(), runDoctor(), showLog()];
    case "modelChanged":
      return [acceptModel(), chooseModel(), showLog()];
    case "engineStopped":
    case "engineUnavailable":
      return [runDoctor(), showLog(), restart()];
    case "internal":
    case "badRequest":
    case "documentNotOpen":
      return [showLog(), restart()];
    case "promptTooLong":
      return [newChat(), chooseModel()];
    case "noProposal":
    case "noChange":
    case "noMatch":
    case "ambiguous":
    case "notWanted":
    case "pathRefused":
    case "documentChanged":
    case "fileNotUsable":
    case "accessDenied":
    case "notOnHub":
    case "downloadFailed":
    case "downloadDamaged":
    case "diskFull":
    case "folderNotUsable":
      return [showLog()];
  }
}
