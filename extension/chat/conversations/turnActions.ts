import { PonderFailure } from "../../../protocol/errors.js";
import { isUnfinished, type ContextChip, type Turn } from "../../../protocol/panel/state.js";
import { moreEffort, type ThinkingEffort } from "../../../protocol/settings.js";
import type { PanelStore } from "../panelStore.js";
import type { TurnRunner, TurnTask } from "../turnRunner.js";
import type { ConversationKeeper } from "./conversationKeeper.js";
import type { ChatAsk } from "./savedConversation.js";
import { t } from "../../../protocol/localise.js";

/** What the model is asked when it is to go on with an answer that was stopped. */
export const goOnQuestion = "Go on exactly where you stopped. Repeat nothing.";

type MakeTask = (ask: ChatAsk, chips: readonly ContextChip[], effort?: ThinkingEffort) => TurnTask;

/**
 * What can be done with a turn that is there. Whatever would replace an answer goes on in a branch, so that no answer
 * is ever lost by it.
 */
export class TurnActions {
  readonly #store: PanelStore;
  readonly #runner: TurnRunner;
  readonly #keeper: ConversationKeeper;
  readonly #taskOf: MakeTask;

  constructor(options: {
    readonly store: PanelStore;
    readonly runner: TurnRunner;
    readonly keeper: ConversationKeeper;
    readonly taskOf: MakeTask;
  }) {
    this.#store = options.store;
    this.#runner = options.runner;
    this.#keeper = options.keeper;
    this.#taskOf = options.taskOf;
  }

  /** Asks a stopped or failed question again, as a new turn. @throws `PonderFailure` when it cannot be. */
  retry(turnId: string): void {
    const turn = this.#find(turnId);
    if (turn) this.#runner.add(this.#again(turn));
  }

  /** Asks the question once more in the place of its answer. @throws `PonderFailure` when it cannot be. */
  async regenerate(turnId: string): Promise<void> {
    const turn = this.#find(turnId);
    if (turn) await this.#replace(turn, this.#again(turn));
  }

  /**
   * Asks the question once more in the place of its answer, with the next larger budget for its thought. Does nothing
   * where there is no larger one.
   *
   * @throws `PonderFailure` when it cannot be asked again.
   */
  async thinkMore(turnId: string): Promise<void> {
    const turn = this.#find(turnId);
    const effort = turn?.effort && moreEffort(turn.effort);
    if (!turn || !effort) return;
    const ask = this.#keeper.askOf(turnId);
    if (!ask) throw notAgain();
    await this.#replace(turn, this.#taskOf(ask, turn.context, effort));
  }

  /** Asks another question in the place of this one, with the same context. @throws `PonderFailure` as above. */
  async edit(turnId: string, question: string): Promise<void> {
    const turn = this.#find(turnId);
    if (!turn || question.trim() === "") return;
    const ask = this.#keeper.askOf(turnId);
    if (!ask) throw notAgain();
    await this.#replace(turn, this.#taskOf({ ...ask, question }, turn.context));
  }

  /** Goes on in a new conversation that ends with this turn. */
  async branch(turnId: string): Promise<void> {
    const { turns } = this.#store.state;
    const at = turns.findIndex(({ id }) => id === turnId);
    if (at < 0 || turns.slice(0, at + 1).some(isUnfinished)) return;
    this.#runner.stop();
    await this.#keeper.branch(turns.slice(0, at + 1));
  }

  /** Lets the model go on with the answer of the last turn, which was stopped or failed. */
  goOn(turnId: string): void {
    const turn = this.#store.state.turns.at(-1);
    if (turn?.id !== turnId || turn.answer === "" || turn.status === "done" || isUnfinished(turn)) return;
    this.#store.dispatch({ type: "turnContinued", turnId });
    this.#runner.add(this.#taskOf({ command: "ask", question: goOnQuestion, items: [] }, []));
  }

  #find(turnId: string): Turn | undefined {
    return this.#store.state.turns.find(({ id }) => id === turnId);
  }

  #again(turn: Turn): TurnTask {
    const ask = this.#keeper.askOf(turn.id);
    const task = ask ? this.#taskOf(ask, turn.context) : this.#runner.taskOf(turn.id);
    if (!task) throw notAgain();
    return task;
  }

  async #replace(turn: Turn, task: TurnTask): Promise<void> {
    const { turns } = this.#store.state;
    this.#runner.stop();
    await this.#keeper.cutTo(turns.slice(0, turns.indexOf(turn)));
    this.#runner.add(task);
  }
}

/** A fix belongs to one version of a document, which nobody knows any more after a restart. */
function notAgain(): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    t("This was about a text as it was then, and cannot be asked again."),
    t("Run Fix again at the place you mean."),
  );
}
