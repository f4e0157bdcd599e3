import { existsSync } from "node:fs";
import { editProposeMethod, type EditProposeParams, type EditProposeResult } from "../../protocol/edits.js";
import { withServer, type CommandContext } from "../context.js";
import { parseFileTarget } from "../fileTarget.js";
import { applyHunks, hunksOf } from "../hunks.js";
import { unifiedDiff } from "../patch.js";
import { replaceFiles } from "../replaceFiles.js";
import { rangeOfLines, readSourceFile } from "../sourceFile.js";

export interface FixOptions {
  /** What is wrong, in words or as the compiler said it. */
  readonly problem?: string;
  /** Write the file instead of printing the diff. */
  readonly apply?: boolean;
}

/**
 * `ponder fix`: asks for the corrected code of a file, of some lines or of the function around one line, and prints it
 * as a diff or writes it.
 */
export async function fix(context: CommandContext, argument: string, options: FixOptions): Promise<void> {
  const { output, signal } = context;
  const target = parseFileTarget(argument, existsSync);
  const file = await readSourceFile(target.path, context.workingDirectory);
  const range = rangeOfLines(file, target.lines);
  const { start } = range;
  const isOneLine = target.lines !== undefined && target.lines.first === target.lines.last;
  const params: EditProposeParams = {
    kind: "fix",
    uri: file.document.uri,
    version: file.document.version,
    // One line is a place, as in a compiler's message: the server takes the function around it.
    range: isOneLine ? { start, end: start } : range,
    problems: options.problem === undefined ? [] : [{ range, message: options.problem }],
    path: file.shownPath,
  };
  const { proposal } = await withServer(context, async (server) => {
    await server.open(file.document);
    return server.turn<EditProposeResult>(editProposeMethod, params, (event) => output.event(event), signal);
  });
  const fixed = applyHunks(file.document, hunksOf(proposal, file.document.uri));
  if (options.apply === true) {
    await replaceFiles([{ file, text: fixed }]);
    output.note(`${proposal.summary}\nChanged ${file.shownPath}.`.trimStart());
  } else {
    output.note(proposal.summary);
    output.result(unifiedDiff(file.shownPath, file.document.getText(), fixed));
  }
}
