import * as vscode from "vscode";
import type { PonderApi } from "../../../extension/api.js";
import type { CompletionStatus } from "../../../protocol/completion.js";

/** One of the cases of test/fixtures/reliable.jsonl (task "fim"). */
export const fimCase = {
  prefix: "function parsePairs(url) {\n  ",
  suffix:
    "\n  for (const sortedLock of url.split('&')) {\n    const [key, value] = sortedLock.split('=');\n" +
    "    lookup[key] = value;\n  }\n  return lookup;\n}\n",
};

/** What there is to say of any completion: text, and nothing of the model's own tokens or thoughts. */
export const completionShape = /^(?![^]*(?:<\||think>))[^]*\w/;

export const configuration = () => vscode.workspace.getConfiguration("ponder");

/** How the next request for a completion went; undefined: it was lost, or the model is busy loading. */
function nextOutcome(api: PonderApi): Promise<CompletionStatus | undefined> {
  const { last: before } = api.completions();
  return new Promise((resolve) => {
    const finish = (last?: CompletionStatus) => {
      subscription.dispose();
      clearTimeout(limit);
      resolve(last);
    };
    const subscription = api.onDidChangeCompletions(({ last }) => {
      if (last && last !== before) finish(last);
    });
    const limit = setTimeout(finish, 5_000);
  });
}

/**
 * Asks for a completion until one goes as wanted. Just after the server's start the editor may not know it yet, the
 * first keys find no model, and the panel, which a new chat shows, may take the focus late.
 *
 * @param inEditor the focus is put into the active editor before each try.
 */
export async function askUntil(
  api: PonderApi,
  ask: () => unknown,
  wanted: (last: CompletionStatus) => boolean,
  inEditor = true,
): Promise<CompletionStatus> {
  for (;;) {
    if (inEditor) await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    const outcome = nextOutcome(api);
    await ask();
    const last = await outcome;
    if (last && wanted(last)) return last;
  }
}
