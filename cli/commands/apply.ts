import { existsSync } from "node:fs";
import { addAbortSignal } from "node:stream";
import { editMatchMethod, type EditMatchParams, type EditMatchResult } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import { withServer, type CommandContext } from "../context.js";
import { exitCodes } from "../exitCodes.js";
import { parseFileTarget } from "../fileTarget.js";
import { applyHunks, hunksOf } from "../hunks.js";
import { decodeText, maxTextBytes, rangeOfLines, readSourceFile, tooLarge } from "../sourceFile.js";

/**
 * `ponder apply`: reads a model's raw answer on standard input and prints the file with the answer's edits in it.
 * Blocks that do not fit are named on standard error, and the exit code says so.
 */
export async function apply(context: CommandContext, argument: string): Promise<void> {
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
  output.event({ type: "proposal", proposal });
  output.result((file.hasByteOrderMark ? "\uFEFF" : "") + applied);
  const { failures = [] } = proposal;
  for (const { block, code, message } of failures) output.note(`Block ${block} was left out: ${code}: ${message}`);
  if (failures.length > 0) process.exitCode = exitCodes.noEdit;
}

async function readAnswer({ input, signal }: CommandContext): Promise<string> {
  if (input.isTTY === true) {
    throw new PonderFailure(
      "badRequest",
      "The model's answer is missing: it is read from standard input.",
      "Write ponder apply FILE < ANSWER, or pipe the answer into it.",
    );
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, input) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxTextBytes) throw tooLarge("The answer");
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return decodeText(Buffer.concat(chunks), "The answer");
}
