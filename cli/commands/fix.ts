import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { editProposeMethod, type EditProposeParams, type EditProposeResult } from "../../protocol/edits.js";
import type { Candidate } from "../../protocol/verify.js";
import { PonderFailure } from "../../protocol/errors.js";
import { candidateLines } from "../candidateLines.js";
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
  /** How many answers are written; without it 1, with `verify` 4. */
  readonly candidates?: number;
  /** The folder is trusted; a text: this command tests each candidate in a copy of it. */
  readonly verify?: string | boolean;
}

/** As many as *Fix, Verified* writes in the editor. */
const verifiedCandidates = 4;

/**
 * `ponder fix`: asks for the corrected code of a file, of some lines or of the function around one line, and prints it
 * as a diff or writes it.
 *
 * @returns `false` when of several candidates even the best one fails a check. It is printed, but not written.
 */
export async function fix(context: CommandContext, argument: string, options: FixOptions): Promise<boolean> {
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
    ...several(options, context.workingDirectory, file.document.uri),
  };
  const { proposal, candidates } = await withServer(context, async (server) => {
    await server.open(file.document);
    return server.turn<EditProposeResult>(editProposeMethod, params, (event) => output.event(event), signal);
  });
  const [best] = candidates ?? [];
  const isVerified = best === undefined || passes(best);
  if (candidates) {
    for (const { turn: _, ...candidate } of candidates)
      output.event({ type: "candidate", passed: passes(candidate), ...candidate });
    output.event({ type: "proposal", proposal });
    output.note(candidateLines(candidates));
  }
  const fixed = applyHunks(file.document, hunksOf(proposal, file.document.uri));
  if (options.apply === true && isVerified) {
    await replaceFiles([{ file, text: fixed }]);
    output.note(`${proposal.summary}\nChanged ${file.shownPath}.`.trimStart());
  } else {
    output.note(proposal.summary);
    output.result(unifiedDiff(file.shownPath, file.document.getText(), fixed));
  }
  if (!isVerified) {
    output.note(`No candidate passes every check.${options.apply === true ? " Nothing was written." : ""}`);
  }
  return isVerified;
}

/** How many candidates there are to be, and what may be used to check them: who types `--verify` trusts the folder. */
function several(
  { candidates, verify }: FixOptions,
  workingDirectory: string,
  uri: string,
): Pick<EditProposeParams, "candidates" | "verification"> {
  const count = candidates ?? (verify === undefined ? 1 : verifiedCandidates);
  if (verify === undefined) return { candidates: count };
  if (count === 1) {
    throw new PonderFailure(
      "badRequest",
      "There is nothing to choose from.",
      "Use --verify with at least 2 candidates.",
    );
  }
  const here = pathToFileURL(workingDirectory).href;
  const folder = uri.startsWith(`${here.replace(/\/$/, "")}/`) ? here : new URL(".", uri).href;
  return { candidates: count, verification: { folder, ...(typeof verify === "string" && { testCommand: verify }) } };
}

const passes = ({ score }: Pick<Candidate, "score">): boolean => score.rewards.every(({ passed }) => passed !== false);
