import { existsSync } from "node:fs";
import {
  chatTurnMethod,
  type ChatCommand,
  type ChatTurnParams,
  type ChatTurnResult,
  type ContextItem,
} from "../../protocol/chat.js";
import { PonderFailure } from "../../protocol/errors.js";
import { withServer, type CommandContext } from "../context.js";
import { parseFileTarget } from "../fileTarget.js";
import { rangeOfLines, readSourceFile } from "../sourceFile.js";

/** `ponder ask`: a question, with files if there are some. */
export async function ask(context: CommandContext, question: string, files: readonly string[]): Promise<void> {
  if (question.trim() === "") {
    throw new PonderFailure("badRequest", "The question is empty.", 'Write ponder ask "What does this do?".');
  }
  await chat(context, "ask", question, files);
}

/** `ponder explain`: what a file, or some lines of it, do. */
export async function explain(context: CommandContext, file: string): Promise<void> {
  await chat(context, "explain", "", [file]);
}

async function chat(
  context: CommandContext,
  command: ChatCommand,
  question: string,
  files: readonly string[],
): Promise<void> {
  const { output, signal } = context;
  const items = await Promise.all(files.map((file) => contextItem(file, context.workingDirectory)));
  const params: ChatTurnParams = { conversationId: "terminal", command, history: [], question, context: items };
  await withServer(context, async (server) => {
    const turn = await server.turn<ChatTurnResult>(chatTurnMethod, params, (event) => output.event(event), signal);
    if (turn.stopReason === "length") output.note("The answer ends here because it reached the token limit.");
  });
}

async function contextItem(argument: string, workingDirectory: string): Promise<ContextItem> {
  const target = parseFileTarget(argument, existsSync);
  const file = await readSourceFile(target.path, workingDirectory);
  const { languageId } = file.document;
  if (!target.lines) return { path: file.shownPath, languageId, text: file.document.getText() };
  const range = rangeOfLines(file, target.lines);
  return { path: file.shownPath, languageId, range, text: file.document.getText(range) };
}
