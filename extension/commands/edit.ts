import { l10n, languages, Uri, window, workspace, type Diagnostic, type TextDocument } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { EditKind, EditProposeParams, Problem } from "../../protocol/edits.js";
import type { Range } from "../../protocol/text.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { chipOf } from "../chat/contextChip.js";
import { editTask } from "../chat/editTask.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { fixCandidates } from "../config.js";
import { fromRange, openDocument, seriousDiagnostics, shownPath, toProblem, toRange } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { refuseInRestrictedMode } from "../trust.js";
import type { TestConsent } from "../verify/testConsent.js";
import { verificationFor } from "../verify/verification.js";
import { parseEditRequest, placeAt, type EditPlace } from "./editRequest.js";
import type { Instructions } from "./instructions.js";

/** What the commands need. */
export interface EditParts {
  readonly server: ServerSupervisor;
  readonly context: ActiveContext;
  readonly testConsent: TestConsent;
  readonly instructions: Instructions;
}

/** As many candidates *Fix, Verified* writes, where the setting does not want more. */
const verifiedCandidates = 4;

/**
 * The task of a command that changes code.
 *
 * @param argument from a code action or the panel; else the active editor says what is meant.
 * @param isVerified several candidates are written, verified and ranked, whatever the setting says.
 * @returns `undefined` when the user was asked something and took it back.
 * @throws PonderFailure when there is nothing that could be changed here, or nothing may be.
 */
export async function edit(
  kind: EditKind,
  parts: EditParts,
  argument: unknown,
  isVerified = false,
): Promise<TurnTask | undefined> {
  refuseInRestrictedMode("proposes no edits");
  const { server, context, testConsent, instructions } = parts;
  const { place = placeAtEditor(context), instruction: said = "" } = parseEditRequest(argument);
  const document = await workspace.openTextDocument(Uri.parse(place.uri, true));
  if (!isSupportedScheme(document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("Ponder cannot change this kind of document."),
      l10n.t("Open the file itself and run the command there."),
    );
  }
  const valid = (range: Range) => fromRange(document.validateRange(toRange(range)));
  const meant = valid(place.range);
  const isAsked = kind === "edit" && said.trim() === "";
  const told = isAsked ? await instructions.ask(document, meant) : { text: said, range: meant };
  if (!told) return undefined;
  // The document may have changed while the user wrote.
  const range = valid(told.range);
  const instruction = told.text;
  const path = shownPath(document.uri);
  const uri = document.uri.toString();
  const several = kind === "fix" ? await candidatesFor(document.uri, isVerified, testConsent) : {};
  if (!several) return undefined;
  const { version } = document;
  const problems = kind === "fixAll" ? seriousProblems(document) : kind === "fix" ? place.problems : [];
  const where = kind === "fixAll" ? { path } : { path, range };
  return editTask(
    server,
    { kind, uri, version, range, problems, path, ...(instruction !== "" && { instruction }), ...several },
    [chipOf(where)],
    () => openDocument(uri)?.version,
  );
}

/** How many candidates there are to be, and what may be used to verify them. `undefined`: the user took it back. */
async function candidatesFor(
  uri: Uri,
  isVerified: boolean,
  consent: TestConsent,
): Promise<Pick<EditProposeParams, "candidates" | "verification"> | undefined> {
  const candidates = Math.max(isVerified ? verifiedCandidates : 1, fixCandidates(uri));
  if (candidates === 1) return { candidates };
  const verification = await verificationFor(uri, consent);
  if (verification === "cancelled") return undefined;
  return { candidates, ...(verification && { verification }) };
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
  return {
    uri: document.uri.toString(),
    ...placeAt(fromRange(selection), toProblems(languages.getDiagnostics(document.uri))),
  };
}

/** Errors and warnings of the whole file. */
function seriousProblems(document: TextDocument): readonly Problem[] {
  const problems = toProblems(seriousDiagnostics(document.uri));
  if (problems.length > 0) return problems;
  throw new PonderFailure(
    "badRequest",
    l10n.t("The editor reports no problems in this file."),
    l10n.t("Select the code that does the wrong thing and use Fix."),
  );
}

/** The most severe first. */
function toProblems(diagnostics: readonly Diagnostic[]): readonly Problem[] {
  return diagnostics.toSorted((a, b) => a.severity - b.severity).map(toProblem);
}
