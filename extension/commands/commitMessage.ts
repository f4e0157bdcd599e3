import { l10n, ProgressLocation, Uri, window } from "vscode";
import {
  commitMessageMethod,
  type CommitMessageParams,
  type CommitMessageResult,
  type FileDiff,
} from "../../protocol/commit.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { gitApi, type Repository } from "../git/gitApi.js";
import { splitDiff } from "../git/splitDiff.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { parseEditRequest } from "./editRequest.js";

/** Subjects of this many earlier commits tell the form. */
const earlierCommits = 20;

/**
 * Writes a commit message for what is staged into the field of the Source Control view. Nothing is committed.
 *
 * @param argument the source control whose button was used; from the panel: what is wished.
 * @throws PonderFailure `badRequest` when there is no repository or nothing changed.
 */
export async function commitMessage(
  server: ServerSupervisor,
  context: Pick<ActiveContext, "editor">,
  argument: unknown,
): Promise<void> {
  const repository = await repositoryOf(argument, context);
  const files = await changesOf(repository);
  if (!files) return;
  const { instruction = "" } = parseEditRequest(argument);
  const earlier = await earlierSubjects(repository);
  const params: CommitMessageParams = { files, earlier, ...(instruction !== "" && { instruction }) };
  const result = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t("Ponder writes a commit message…"),
      cancellable: true,
    },
    async (_progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => abort.abort());
      try {
        const run = await server.running(abort.signal);
        return await run.request<CommitMessageResult>(commitMessageMethod, params, abort.signal);
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      } finally {
        listener.dispose();
      }
    },
  );
  if (result) await fill(repository, result);
}

async function repositoryOf(argument: unknown, { editor }: Pick<ActiveContext, "editor">): Promise<Repository> {
  const git = await gitApi();
  const root = (argument as { readonly rootUri?: unknown } | undefined)?.rootUri;
  const named = root instanceof Uri ? git?.getRepository(root) : undefined;
  const repository = named ?? (editor && git?.getRepository(editor.document.uri)) ?? git?.repositories[0];
  if (repository) return repository;
  throw new PonderFailure(
    "badRequest",
    l10n.t("There is no Git repository in this window."),
    l10n.t("Open a folder that is one, and switch the setting git.enabled on."),
  );
}

/** What is staged; else, when the user agrees, what is not. `undefined`: the user does not. */
async function changesOf(repository: Repository): Promise<readonly FileDiff[] | undefined> {
  const staged = splitDiff(await repository.diff(true));
  if (staged.length > 0) return staged;
  const unstaged = splitDiff(await repository.diff(false));
  if (unstaged.length === 0) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is nothing to commit."),
      l10n.t("Change something, and stage new files: Git shows no changes of files that it does not know."),
    );
  }
  const take = l10n.t("Use What Is Not Staged");
  const choice = await window.showInformationMessage(l10n.t("Nothing is staged for the commit."), take);
  return choice === take ? unstaged : undefined;
}

async function earlierSubjects(repository: Repository): Promise<readonly string[]> {
  try {
    const commits = await repository.log({ maxEntries: earlierCommits });
    return commits.map(({ message }) => message.split("\n", 1)[0] ?? "");
  } catch {
    return []; // The first commit has none before it.
  }
}

/** What the user typed is replaced only with consent. */
async function fill({ inputBox }: Repository, { message, cutFiles = [] }: CommitMessageResult): Promise<void> {
  if (inputBox.value.trim() !== "") {
    const replace = l10n.t("Replace");
    const append = l10n.t("Append");
    const choice = await window.showInformationMessage(l10n.t("There is a commit message already."), replace, append);
    if (choice === undefined) return;
    inputBox.value = choice === replace ? message : `${inputBox.value.trimEnd()}\n\n${message}`;
  } else inputBox.value = message;
  if (cutFiles.length > 0) {
    const names = cutFiles.join(", ");
    void window.showInformationMessage(
      l10n.t("These changes were too long for the model and were cut: {0}. Read the message with care.", names),
    );
  }
}
