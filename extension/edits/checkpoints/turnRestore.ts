import { l10n, Uri, window, workspace, type TextDocument } from "vscode";
import type { PanelStore } from "../../chat/panelStore.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { shownPath } from "../../documents.js";
import { refuseInRestrictedMode } from "../../trust.js";
import type { FileBefore } from "../acceptPieces.js";
import { restoreDocuments } from "../applyChanges.js";
import type { Proposals } from "../proposals.js";
import type { StoredProposal } from "../proposalStore.js";
import { textHash } from "../textHash.js";
import { restoreSteps, type RestoreStep } from "./checkpoint.js";
import type { CheckpointFiles } from "./checkpointFiles.js";

/** What taking turns back works with. */
export interface TurnRestoreParts {
  readonly store: PanelStore;
  readonly files: CheckpointFiles;
  readonly proposals: Pick<Proposals, "end">;
}

/** Takes back what was accepted in a turn and in those behind it. */
export class TurnRestore {
  readonly #parts: TurnRestoreParts;

  constructor(parts: TurnRestoreParts) {
    this.#parts = parts;
  }

  /** Keeps what files were, right before they are changed. */
  keep({ turnId }: StoredProposal, before: readonly FileBefore[]): void {
    const { files, store } = this.#parts;
    files.add({
      turnId,
      files: before.map(({ uri, before: text, after }) => ({ uri, before: text ?? null, afterHash: textHash(after) })),
    });
    store.dispatch({ type: "checkpointChanged", turnId, kept: true });
  }

  /**
   * Puts the files back as they were before a turn, as edits that can be undone. Where the user has changed one since,
   * he is asked.
   *
   * @throws PonderFailure `noProposal` when nothing of it is known any more, `documentChanged` when it was not done.
   */
  async restore(turnId: string): Promise<void> {
    refuseInRestrictedMode("changes no files");
    const { store, files, proposals } = this.#parts;
    const { turns } = store.state;
    const from = turns.findIndex(({ id }) => id === turnId);
    const undone = from < 0 ? [] : turns.slice(from);
    const ids = new Set(undone.map(({ id }) => id));
    const checkpoints = await files.of(ids);
    const steps = restoreSteps(checkpoints, ids);
    if (steps.length === 0) throw nothingKept();
    const found = await Promise.all(steps.map(look));
    const changed = found.filter(({ isChanged }) => isChanged);
    if (changed.length > 0 && !(await confirmChanged(changed.map(({ step }) => step)))) return;
    if (
      !(await restoreDocuments(
        found.map(({ step, document }) => ({ uri: Uri.parse(step.uri, true), document, to: step.before })),
      ))
    )
      throw notDone();
    await files.delete(checkpoints);
    for (const { id } of undone) store.dispatch({ type: "checkpointChanged", turnId: id, kept: false });
    const accepted = undone.flatMap(({ proposal }) =>
      proposal?.files.some((file) => file.accepted > 0) ? [proposal.id] : [],
    );
    await proposals.end(accepted, "restored");
    const names = steps.map(({ uri }) => shownPath(Uri.parse(uri, true)));
    void window.showInformationMessage(l10n.t("Restored: {0}. Undo in the editor takes it back.", names.join(", ")));
  }

  /** Lets the user choose a turn. */
  async pick(): Promise<void> {
    const turns = this.#parts.store.state.turns.filter(({ checkpoint }) => checkpoint);
    if (turns.length === 0) throw nothingKept();
    const items = turns.toReversed().map(({ id, question, proposal }) => ({
      id,
      label: question,
      description: proposal?.files.map(({ path }) => path).join(", ") ?? "",
    }));
    const choice = await window.showQuickPick(items, { title: l10n.t("Restore the files as they were before …") });
    if (choice) await this.restore(choice.id);
  }
}

interface Found {
  readonly step: RestoreStep;
  readonly document: TextDocument | undefined;
  /** The user has changed it since. */
  readonly isChanged: boolean;
}

async function look(step: RestoreStep): Promise<Found> {
  try {
    const document = await workspace.openTextDocument(Uri.parse(step.uri, true));
    return { step, document, isChanged: textHash(document.getText()) !== step.afterHash };
  } catch {
    // It was deleted, or renamed.
    return { step, document: undefined, isChanged: step.before !== null };
  }
}

async function confirmChanged(steps: readonly RestoreStep[]): Promise<boolean> {
  const restore = l10n.t("Restore Anyway");
  const names = steps.map(({ uri }) => shownPath(Uri.parse(uri, true)));
  const choice = await window.showWarningMessage(
    l10n.t("You have changed files since."),
    {
      modal: true,
      detail: l10n.t("{0}: what you changed there would be taken back as well. Undo brings it back.", names.join(", ")),
    },
    restore,
  );
  return choice === restore;
}

function nothingKept(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    l10n.t("Of this turn no files are kept: nothing was accepted in it, or it is too long ago."),
    l10n.t("Undo in the editors, or use your version control."),
  );
}

function notDone(): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    l10n.t("The files could not be restored. Nothing was changed."),
    l10n.t("Try again."),
  );
}
