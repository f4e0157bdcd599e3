import { commands, l10n, window } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { Turn } from "../../protocol/panel/state.js";
import type { Candidate } from "../../protocol/verify.js";
import type { PanelStore } from "../chat/panelStore.js";
import { Lifetime } from "../lifetime.js";
import { activeProposal } from "./diffEditor.js";
import type { ProposalSource } from "./proposalStore.js";
import type { Proposals } from "./proposals.js";
import type { TurnProposals } from "./turnProposals.js";

/** Context key: the diff editor in front shows one of several candidates. */
const severalKey = "ponder.severalCandidates";

/** What brings candidates into the panel and the diff editor. */
export interface CandidateChoiceParts {
  readonly store: PanelStore;
  readonly proposals: Proposals;
  readonly turnProposals: TurnProposals;
}

/** The candidates of verified fixes: one is shown, in the panel and as a diff; the others are a click away. */
export class CandidateChoice {
  readonly #lifetime = new Lifetime();
  readonly #parts: CandidateChoiceParts;
  readonly #known = new Map<string, { readonly candidates: readonly Candidate[]; readonly source: ProposalSource }>();
  #several: boolean | undefined;

  constructor(parts: CandidateChoiceParts) {
    this.#parts = parts;
    this.#lifetime.own(window.tabGroups.onDidChangeTabs(() => this.#tellEditor()));
    this.#lifetime.own(window.tabGroups.onDidChangeTabGroups(() => this.#tellEditor()));
    this.#lifetime.own(parts.store.onDidChange(() => this.#tellEditor()));
  }

  /** A verified fix is done. Its first candidate is shown by whoever shows proposals. */
  add(candidates: readonly Candidate[], source: ProposalSource): void {
    this.#known.set(source.turnId, { candidates, source });
  }

  /**
   * Shows another candidate of a turn. What was proposed before it is taken back; once something of that was accepted,
   * the choice is made.
   */
  async show(turnId: string, number: number): Promise<void> {
    const { store, proposals, turnProposals } = this.#parts;
    const known = this.#known.get(turnId);
    const candidate = known?.candidates[number];
    const turn = this.#turn(turnId);
    if (!known || !candidate || !turn || !canChoose(turn)) throw noOthers();
    const { proposal: before } = turn;
    store.dispatch({ type: "candidateShown", turnId, candidate: number });
    if (candidate.proposal) await turnProposals.show(candidate.proposal, known.source, true);
    else if (before) await proposals.end([before.id], "discarded");
  }

  /** Shows the next candidate of the fix whose diff is in front, else of the last one; `-1`: the one before. */
  async step(by: 1 | -1): Promise<void> {
    const active = activeProposal()?.id;
    const turns = this.#parts.store.state.turns.filter(canChoose);
    const turn = turns.find(({ proposal }) => proposal?.id === active) ?? turns.at(-1);
    if (!turn?.candidates) throw noOthers();
    const { shown, all } = turn.candidates;
    await this.show(turn.id, (shown + by + all.length) % all.length);
  }

  /** Forgets all candidates: their conversation is over. */
  clear(): void {
    this.#known.clear();
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  #turn(id: string): Turn | undefined {
    return this.#parts.store.state.turns.find((turn) => turn.id === id);
  }

  #tellEditor(): void {
    const active = activeProposal()?.id;
    const turn =
      active === undefined ? undefined : this.#parts.store.state.turns.find((one) => one.proposal?.id === active);
    const several = turn !== undefined && canChoose(turn);
    if (several === this.#several) return;
    this.#several = several;
    void commands.executeCommand("setContext", severalKey, several);
  }
}

/** Whether there are others, and none was accepted yet. */
function canChoose({ candidates, proposal }: Turn): boolean {
  if (!candidates || candidates.all.length < 2) return false;
  return proposal === undefined || proposal.files.every(({ accepted }) => accepted === 0);
}

function noOthers(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    l10n.t("There are no other candidates here."),
    l10n.t("Run “Ponder: Fix, Verified” to get several."),
  );
}
