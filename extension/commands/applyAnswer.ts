import { env, l10n } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { ActiveContext } from "../chat/activeContext.js";
import type { TurnTask } from "../chat/turnRunner.js";
import { fromRange } from "../documents.js";
import { answerTask } from "../edits/answerTask.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { refuseInRestrictedMode } from "../trust.js";

/** Longest answer that is taken, in UTF-16 code units. */
const longest = 4 * 1024 * 1024;

/**
 * The task that makes a proposal of a model's answer.
 *
 * @param given the answer; else what is on the clipboard.
 * @throws PonderFailure `badRequest` when there is none.
 */
export async function applyAnswer(
  server: ServerSupervisor,
  context: Pick<ActiveContext, "editor">,
  given: unknown,
): Promise<TurnTask> {
  refuseInRestrictedMode("proposes no edits");
  const answer = typeof given === "string" ? given : await env.clipboard.readText();
  if (answer.trim() === "" || answer.length > longest) {
    throw new PonderFailure(
      "badRequest",
      answer.trim() === ""
        ? l10n.t("There is no text on the clipboard.")
        : l10n.t("The text on the clipboard is too long."),
      l10n.t("Copy the answer of a model first: edits with the files that they are for."),
    );
  }
  const { editor } = context;
  const isUsable = editor !== undefined && isSupportedScheme(editor.document.uri.scheme);
  return answerTask(
    server,
    answer,
    isUsable
      ? {
          uri: editor.document.uri.toString(),
          ...(!editor.selection.isEmpty && { range: fromRange(editor.selection) }),
        }
      : undefined,
  );
}
