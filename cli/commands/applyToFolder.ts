import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  editMatchMethod,
  editPathsMethod,
  type EditMatchParams,
  type EditMatchResult,
  type EditPathsResult,
  type EditProposal,
} from "../../protocol/edits.js";
import { readAnswer } from "../answerInput.js";
import { withServer, type CommandContext } from "../context.js";
import { confirmPlace, findFolderFiles, type FolderFile } from "../folderFiles.js";
import { applyHunks, hunksOf } from "../hunks.js";
import { unifiedDiff } from "../patch.js";
import { replaceFiles, type NewText } from "../replaceFiles.js";
import { refuseUnconfirmed } from "../unconfirmed.js";
import { tellFailures, type ApplyOptions } from "./apply.js";

/** `ponder apply FOLDER`: makes the edits of all files that the answer names; prints them as one diff, or writes them. */
export async function applyToFolder(context: CommandContext, folder: string, options: ApplyOptions): Promise<void> {
  const { output, signal } = context;
  const root = path.resolve(context.workingDirectory, folder);
  const answer = await readAnswer(context);
  const { proposal, files } = await withServer(context, async (server) => {
    const { paths } = await server.request<EditPathsResult>(editPathsMethod, { answer }, signal);
    const found = await findFolderFiles(root, paths);
    for (const { source } of found.files) if (source) await server.open(source.document);
    const params: EditMatchParams = { answer, files: found.answers };
    const result = await server.request<EditMatchResult>(editMatchMethod, params, signal);
    return { proposal: result.proposal, files: found.files };
  });
  const changed = files.filter(({ uri }) => hunksOf(proposal, uri).length > 0);
  if (options.write === true) {
    refuseUnconfirmed(proposal, changed, options.allow);
    signal.throwIfAborted();
    await replaceFiles(
      changed.map((file) => newText(file, proposal)),
      () => Promise.all(changed.map((file) => confirmPlace(root, file))),
    );
  }
  output.event({ type: "proposal", proposal });
  if (options.write === true) {
    for (const { path: own, source } of changed) output.note(`${source ? "Changed" : "Created"} ${own}.`);
  } else {
    output.note(proposal.summary);
    for (const file of changed) output.result(diffOf(file, proposal));
  }
  tellFailures(output, proposal);
}

function newText(file: FolderFile, proposal: EditProposal): NewText {
  const document = file.source?.document ?? TextDocument.create(file.uri, "", 0, "");
  const text = applyHunks(document, hunksOf(proposal, file.uri));
  return file.source ? { file: file.source, text } : { place: file.place, shownPath: file.path, text };
}

function diffOf(file: FolderFile, proposal: EditProposal): string {
  return unifiedDiff(file.path, file.source?.document.getText(), newText(file, proposal).text);
}
