import { l10n, Range, Uri, workspace } from "vscode";
import {
  editMatchMethod,
  type EditMatchParams,
  type EditMatchResult,
  type EditProposal,
} from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { PanelStore } from "../chat/panelStore.js";
import { fromRange, openDocument } from "../documents.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import type { ProposalSource } from "./proposalStore.js";
import type { Proposals } from "./proposals.js";
import { rewrittenAgain } from "./rewrittenAgain.js";

/** What brings proposals into turns of the panel. */
export interface TurnProposalParts {
  readonly store: PanelStore;
  readonly server: ServerSupervisor;
  readonly proposals: Proposals;
}

/** The proposals of the panel's turns: how they get there, and how they are made anew from the same answer. */
export class TurnProposals {
  readonly #parts: TurnProposalParts;

  constructor(parts: TurnProposalParts) {
    this.#parts = parts;
  }

  /**
   * Shows a proposal in its turn, in the place of one that is there, and as a diff.
   *
   * @param preserveFocus the caret stays where it is.
   */
  async show(proposal: EditProposal, source: ProposalSource, preserveFocus = false): Promise<void> {
    const { store, proposals } = this.#parts;
    const { turnId } = source;
    const card = proposals.add(proposal, source);
    if (!card) return;
    const earlier = store.state.turns.find(({ id }) => id === turnId)?.proposal;
    store.dispatch({ type: "proposalAdded", turnId, proposal: card });
    if (earlier) await proposals.end([earlier.id], "discarded");
    if (card.state === "open") await proposals.review(card.id, undefined, preserveFocus);
  }

  /**
   * Finds places for the same answer in the files as they are now: a new proposal in the place of the old one.
   *
   * @throws PonderFailure what `ponder/edit/match` answers; `documentChanged` when nobody can tell any more which lines
   * the answer rewrites.
   */
  async matchAgain(id: string): Promise<void> {
    const { store, server, proposals } = this.#parts;
    const turn = store.state.turns.find(({ proposal }) => proposal?.id === id);
    const stored = proposals.get(id);
    if (!turn || !stored) throw gone();
    const { proposal: _, files, end: __, ...source } = stored;
    const { asked, named } = source;
    for (const { edit } of files) if (edit.kind === "edit") await workspace.openTextDocument(Uri.parse(edit.uri, true));
    const rewritten = files.find(({ edit }) => edit.target !== undefined);
    const document = rewritten && openDocument(rewritten.edit.uri);
    const place = rewritten && document && rewrittenAgain(rewritten, document.getText());
    if (rewritten && (!document || !place)) throw lostTarget(rewritten.path);
    const params: EditMatchParams = {
      ...(asked !== undefined && { uri: asked }),
      answer: stored.answer ?? turn.answer,
      ...(document &&
        place && { range: fromRange(new Range(document.positionAt(place.start), document.positionAt(place.end))) }),
      ...(named && { files: named }),
    };
    const { signal } = new AbortController();
    const run = await server.running(signal);
    const { proposal } = await run.request<EditMatchResult>(editMatchMethod, params, signal);
    await this.show(proposal, source);
  }
}

function gone(): PonderFailure {
  return new PonderFailure("noProposal", l10n.t("There is no proposal here."), l10n.t("Ask Ponder for a fix first."));
}

function lostTarget(path: string): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    l10n.t("The lines that the answer rewrites are not in {0} any more.", path),
    l10n.t("Ask again."),
  );
}
