import { l10n, Range, Uri, window, workspace, type TextDocument } from "vscode";
import { editMatchMethod, type EditMatchParams, type EditMatchResult } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import { testsWriteMethod, type TestsWriteParams, type TestsWriteResult } from "../../protocol/tests.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { chipOf, labelOf } from "../chat/contextChip.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { fromRange, shownPath, toRange } from "../documents.js";
import { answerFile } from "../edits/answerFiles.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { projectTexts, testFiles } from "../tests/lookAround.js";
import { testFramework } from "../tests/testFramework.js";
import { testPlace } from "../tests/testPlace.js";
import { refuseInRestrictedMode } from "../trust.js";
import { parseEditRequest } from "./editRequest.js";

/**
 * The task that writes tests for the selection, else for the function around the caret, with what the project tests
 * with, and proposes them for the file where its tests belong.
 *
 * @param argument with a place or an instruction.
 * @throws PonderFailure `badRequest` where there is no file of a workspace folder.
 */
export async function generateTests(
  server: ServerSupervisor,
  context: ActiveContext,
  argument: unknown,
): Promise<TurnTask> {
  refuseInRestrictedMode("proposes no edits");
  const { place, instruction = "" } = parseEditRequest(argument);
  const editor = window.activeTextEditor ?? context.editor;
  const document = place ? await workspace.openTextDocument(Uri.parse(place.uri, true)) : editor?.document;
  const folder = document && workspace.getWorkspaceFolder(document.uri);
  if (!document || !folder) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file of a project to write tests for."),
      l10n.t("Open the folder of the project, and in it the file with the code."),
    );
  }
  const wanted = place ? toRange(place.range) : (editor?.selection ?? new Range(0, 0, 0, 0));
  const range = fromRange(document.validateRange(wanted));
  const root = folder.uri.path.replace(/\/$/, "");
  const source = document.uri.path.slice(root.length + 1);
  const [files, texts] = await Promise.all([testFiles(folder, endingOf(document)), projectTexts(folder, source)]);
  const inFolder = testPlace(source, document.languageId, files);
  const severalFolders = (workspace.workspaceFolders?.length ?? 0) > 1;
  const file = await answerFile(severalFolders ? `${folder.name}/${inFolder}` : inFolder);
  if ("error" in file) throw new PonderFailure(file.error.code, file.error.message, file.error.hint);
  const where = { path: shownPath(document.uri), range };
  const params: TestsWriteParams = {
    uri: document.uri.toString(),
    version: document.version,
    ...where,
    testPath: file.path,
    ...(file.kind === "edit" && { testUri: file.uri }),
    framework: testFramework(document.languageId, texts),
    ...(instruction !== "" && { instruction }),
  };
  const question = `Test ${labelOf(where)}`;
  return {
    command: "tests",
    question: instruction === "" ? question : `${question}: ${instruction}`,
    context: [chipOf(where)],
    async request(_conversation, onEvents, signal) {
      const run = await server.running(signal);
      const { turn, answer } = await run.request<TestsWriteResult>(testsWriteMethod, params, signal, onEvents);
      const match: EditMatchParams = { answer, files: [file] };
      const { proposal } = await run.request<EditMatchResult>(editMatchMethod, match, signal);
      return { turn, proposal, source: { answer, named: [file] } };
    },
  };
}

/** With its dot; empty for a file without one. */
function endingOf({ uri }: TextDocument): string {
  return /\.[^./]+$/.exec(uri.path)?.[0] ?? "";
}
