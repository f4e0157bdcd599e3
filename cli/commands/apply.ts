import { existsSync, statSync } from "node:fs";
import path from "node:path";
import {
  editMatchMethod,
  type EditMatchParams,
  type EditMatchResult,
  type EditProposal,
} from "../../protocol/edits.js";
import { readAnswer } from "../answerInput.js";
import { withServer, type CommandContext } from "../context.js";
import { exitCodes } from "../exitCodes.js";
import { parseFileTarget } from "../fileTarget.js";
import { applyHunks, hunksOf } from "../hunks.js";
import type { Output } from "../output.js";
import { replaceFiles } from "../replaceFiles.js";
import { rangeOfLines, readSourceFile } from "../sourceFile.js";
import { refuseUnconfirmed } from "../unconfirmed.js";
import { applyToFolder } from "./applyToFolder.js";

export interface ApplyOptions {
  /** Write the files instead of printing them. */
  readonly write?: boolean;
  /** Files that are written although they are protected, or although a check failed. */
  readonly allow: readonly string[];
}

/**
 * `ponder apply`: reads a model's raw answer on standard input and makes its edits: of one file, which is printed, or of
 * all files in a folder that the answer names. Blocks that do not fit are named on standard error, and the exit code
 * says so.
 */
export async function apply(context: CommandContext, argument: string, options: ApplyOptions): Promise<void> {
  if (statSync(path.resolve(context.workingDirectory, argument), { throwIfNoEntry: false })?.isDirectory() === true) {
    await applyToFolder(context, argument, options);
    return;
  }
  const { output, signal } = context;
  const target = parseFileTarget(argument, existsSync);
  const file = await readSourceFile(target.path, context.workingDirectory);
  const params: EditMatchParams = {
    uri: file.document.uri,
    ...(target.lines ? { range: rangeOfLines(file, target.lines) } : {}),
    answer: await readAnswer(context),
  };
  const { proposal } = await withServer(context, async (server) => {
    await server.open(file.document);
    return server.request<EditMatchResult>(editMatchMethod, params, signal);
  });
  const applied = applyHunks(file.document, hunksOf(proposal, file.document.uri));
  const named = { path: file.shownPath, uri: file.document.uri };
  if (options.write === true) {
    // The file was named by the user himself: only what is strange about the edit is asked about.
    refuseUnconfirmed(proposal, [named], options.allow);
    await replaceFiles([{ file, text: applied }]);
  }
  output.event({ type: "proposal", proposal });
  if (options.write === true) output.note(`Changed ${file.shownPath}.`);
  else output.result((file.hasByteOrderMark ? "\uFEFF" : "") + applied);
  tellFailures(output, proposal);
}

/** Names the blocks that were left out, and the checks that failed. The exit code says it, too. */
export function tellFailures(output: Output, { checks, failures = [] }: EditProposal): void {
  for (const { passed, message } of checks) if (!passed) output.note(`Look at this: ${message}`);
  for (const { block, code, message } of failures) output.note(`Block ${block} was left out: ${code}: ${message}`);
  if (failures.length > 0) process.exitCode = exitCodes.noEdit;
}
