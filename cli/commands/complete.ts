import { InlineCompletionRequest, InlineCompletionTriggerKind } from "vscode-languageserver-protocol/node";
import type { InlineCompletionItem, InlineCompletionList } from "vscode-languageserver-protocol/node";
import { PonderFailure } from "../../protocol/errors.js";
import { withServer, type CommandContext } from "../context.js";
import { lineText, readSourceFile } from "../sourceFile.js";

export interface CompleteOptions {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units; one more than the line's length is its end. */
  readonly column: number;
}

/** `ponder complete`: what the editor would show as ghost text at a place. */
export async function complete(context: CommandContext, name: string, options: CompleteOptions): Promise<void> {
  const { output, signal } = context;
  const file = await readSourceFile(name, context.workingDirectory);
  const { length } = lineText(file.document, file.shownPath, options.line);
  if (options.column > length + 1) {
    throw new PonderFailure(
      "badRequest",
      `There is no column ${options.column}: line ${options.line} of ${file.shownPath} ends at column ${length + 1}.`,
      `Name a column from 1 to ${length + 1}.`,
    );
  }
  const position = { line: options.line - 1, character: options.column - 1 };
  const answer = await withServer(context, async (server) => {
    await server.open(file.document);
    return server.request<InlineCompletionList | InlineCompletionItem[] | null>(
      InlineCompletionRequest.method,
      {
        textDocument: { uri: file.document.uri },
        position,
        context: { triggerKind: InlineCompletionTriggerKind.Invoked },
      },
      signal,
    );
  });
  const item = (Array.isArray(answer) ? answer : answer?.items)?.[0];
  const insert = item?.insertText ?? "";
  output.event({
    type: "completion",
    text: typeof insert === "string" ? insert : insert.value,
    range: item?.range ?? { start: position, end: position },
  });
}
