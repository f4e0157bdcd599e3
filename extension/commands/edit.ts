import { l10n, languages, Uri, window, workspace, type Diagnostic, type TextDocument } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { EditKind, Problem } from "../../protocol/edits.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { chipOf, labelOf } from "../chat/contextChip.js";
import { editTask } from "../chat/editTask.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { fromRange, openDocument, shownPath, toRange } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { refuseInRestrictedMode } from "../trust.js";
import { askInstruction } from "./askInstruction.js";
import { parseEditRequest, placeAt, type EditPlace } from "./editRequest.js";

/**
 * The task of a command that changes code.
 *
 * @param argument from a code action or the panel; else the active editor says what is meant.
 * @returns `undefined` when the user was asked what to change and took it back.
 * @throws PonderFailure when there is nothing that could be changed here, or nothing may be.
 */
export async function edit(
  kind: EditKind,
  server: ServerSupervisor,
  context: ActiveContext,
  argument: unknown,
): Promise<TurnTask | undefined> {
  refuseInRestrictedMode("proposes no edits");
  const { place = placeAtEditor(context), instruction: said = "" } = parseEditRequest(argument);
  const document = await workspace.openTextDocument(Uri.parse(place.uri, true));
  if (!isSupportedScheme(document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("Ponder cannot change this kind of document."),
      l10n.t("Open the file itself and run the command there."),
    );
  }
  const range = fromRange(document.validateRange(toRange(place.range)));
  const path = shownPath(document.uri);
  const uri = document.uri.toString();
  const instruction = kind === "edit" && said.trim() === "" ? await askInstruction(labelOf({ path, range })) : said;
  if (instruction === undefined) return undefined;
  const { version } = document;
  const problems = kind === "fix" ? place.problems : [];
  return editTask(
    server,
    { kind, uri, version, range, problems, path, ...(instruction !== "" && { instruction }) },
    [chipOf({ path, range })],
    () => openDocument(uri)?.version,
  );
}

function placeAtEditor(context: ActiveContext): EditPlace {
  const editor = window.activeTextEditor ?? context.editor;
  if (!editor) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file to change."),
      l10n.t("Open one and select the code that is meant."),
    );
  }
  const { document, selection } = editor;
  return { uri: document.uri.toString(), ...placeAt(fromRange(selection), problemsOf(document)) };
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
