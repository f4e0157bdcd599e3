import { l10n, languages, Uri, window, workspace, type Diagnostic, type TextDocument } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { Problem } from "../../protocol/edits.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { chipOf } from "../chat/contextChip.js";
import { fixTask } from "../chat/tasks.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { fromRange, openDocument, shownPath, toRange } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { refuseInRestrictedMode } from "../trust.js";
import { fixAt, parseFixRequest, type FixRequest } from "./fixRequest.js";

/**
 * The task of the Fix command.
 *
 * @param argument from a code action; else the active editor says what is meant.
 * @throws PonderFailure when there is nothing that could be fixed here, or nothing may be.
 */
export async function fix(server: ServerSupervisor, context: ActiveContext, argument: unknown): Promise<TurnTask> {
  refuseInRestrictedMode("proposes no edits");
  const request = parseFixRequest(argument) ?? requestAtEditor(context);
  const document = await workspace.openTextDocument(Uri.parse(request.uri, true));
  if (!isSupportedScheme(document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("Ponder cannot fix this kind of document."),
      l10n.t("Open the file itself and run Fix there."),
    );
  }
  const range = fromRange(document.validateRange(toRange(request.range)));
  const path = shownPath(document.uri);
  const uri = document.uri.toString();
  const { version } = document;
  const chip = chipOf({ path, range });
  return fixTask(
    server,
    { uri, version, range, problems: request.problems, path },
    [chip],
    () => openDocument(uri)?.version,
  );
}

function requestAtEditor(context: ActiveContext): FixRequest {
  const editor = window.activeTextEditor ?? context.editor;
  if (!editor) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file to fix."),
      l10n.t("Open one and select what is wrong."),
    );
  }
  const { document, selection } = editor;
  return { uri: document.uri.toString(), ...fixAt(fromRange(selection), problemsOf(document)) };
}

function problemsOf(document: TextDocument): readonly Problem[] {
  const bySeverity = (a: Diagnostic, b: Diagnostic) => a.severity - b.severity;
  return languages
    .getDiagnostics(document.uri)
    .toSorted(bySeverity)
    .map(({ range, message, source, code }) => {
      const value = typeof code === "object" ? code.value : code;
      return {
        range: fromRange(range),
        message,
        ...(source !== undefined && { source }),
        ...(value !== undefined && { code: String(value) }),
      };
    });
}
