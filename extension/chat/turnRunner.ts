import { randomUUID } from "node:crypto";
import type { ChatTurnResult } from "../../protocol/chat.js";
import { PonderFailure, type PonderError } from "../../protocol/errors.js";
import type { EditProposal } from "../../protocol/edits.js";
import type { TurnEvent } from "../../protocol/events.js";
import { reducePanel, type PanelAction } from "../../protocol/panel/reduce.js";
import { isUnfinished, type ContextChip, type Turn } from "../../protocol/panel/state.js";
import type { ThinkingEffort } from "../../protocol/settings.js";
import type { Candidate } from "../../protocol/verify.js";
import { describe, type LogSink } from "../log.js";
import { isCancelled, toPonderError } from "../server/failure.js";
import type { ProposalSource } from "../edits/proposalStore.js";
import type { ChatAsk } from "./conversations/savedConversation.js";
import { candidateView } from "./candidateView.js";
import { missingEvents } from "./missingEvents.js";
import type { PanelStore } from "./panelStore.js";

/** How long a stopped request may take to come back, in milliseconds. Then the turn counts as stopped all the same. */
const stopLimitMs = 2_000;

/** What a turn is about, and how its request is made. */
export interface TurnTask {
  readonly command: Turn["command"];
  /** As it is shown. */
  readonly question: string;
  readonly context: readonly ContextChip[];
  /** How much the model may think; absent: the setting. */
  readonly effort?: ThinkingEffort;
  /** What it takes to ask it once more after a restart; absent: it cannot be. */
  readonly ask?: ChatAsk;
  /** URI of the document that an edit is asked for. */
  readonly document?: string;
  /**
   * Asks the server. Called when it is the turn's turn, so that the history holds what was answered meanwhile.
   *
   * @throws `PonderFailure`, or the reason of the signal.
   */
  request(
    conversation: Conversation,
    onEvents: (events: readonly TurnEvent[]) => void,
    signal: AbortSignal,
  ): Promise<TurnOutcome>;
}

/** What came of a task. */
export interface TurnOutcome {
  readonly turn: ChatTurnResult;
  readonly proposal?: EditProposal;
  /** It is what was finished when the turn was stopped: then the proposal is shown all the same. */
  readonly isPart?: boolean;
  /** What is known of the proposal's answer. */
  readonly source?: Omit<ProposalSource, "turnId">;
  /** All candidates of a verified fix, best first. */
  readonly candidates?: readonly Candidate[];
}

/** The conversation as it stands when a turn starts. */
export interface Conversation {
  readonly id: string;
  /** Earlier turns, and the running one. */
  readonly turns: readonly Turn[];
  /** What was asked with a turn; `undefined` for a fix. */
  readonly askOf: (turnId: string) => ChatAsk | undefined;
}

/** Who keeps turns on disk; see `ConversationKeeper`. */
export interface TurnKeeper {
  keepAsk(turnId: string, ask: ChatAsk): void;
  askOf(turnId: string): ChatAsk | undefined;
  /** Never throws. */
  save(turns: readonly Turn[]): Promise<void>;
}

interface QueuedTurn {
  readonly id: string;
  readonly task: TurnTask;
  readonly abort: AbortController;
  readonly onOver: () => void;
}

/**
 * Runs one turn at a time; what is asked meanwhile waits. A turn always comes to an end in the panel: done, stopped
 * or failed, and keeps what it had received until then.
 */
export class TurnRunner {
  readonly #store: PanelStore;
  readonly #log: LogSink;
  readonly #onProposal: (proposal: EditProposal, source: ProposalSource, candidates?: readonly Candidate[]) => void;
  readonly #onRunning: (running: boolean) => void;
  readonly #keeper: TurnKeeper;
  /** The running turn is the first one. */
  #queue: readonly QueuedTurn[] = [];
  #tasks: ReadonlyMap<string, TurnTask> = new Map();

  constructor(options: {
    readonly store: PanelStore;
    readonly log: LogSink;
    /** A finished turn brought a proposal, the first of several where there are `candidates`. */
    readonly onProposal: (proposal: EditProposal, source: ProposalSource, candidates?: readonly Candidate[]) => void;
    readonly onRunning: (running: boolean) => void;
    readonly keeper: TurnKeeper;
  }) {
    this.#store = options.store;
    this.#log = options.log;
    this.#onProposal = options.onProposal;
    this.#onRunning = options.onRunning;
    this.#keeper = options.keeper;
  }

  /** Shows the turn at once, runs it when it is its turn, and resolves when it is over, however it went. */
  run(task: TurnTask): Promise<void> {
    return new Promise((resolve) => this.add(task, resolve));
  }

  /** Shows the turn at once and runs it when it is its turn. */
  add(task: TurnTask, onOver: () => void = () => undefined): void {
    const turn: QueuedTurn = { id: randomUUID(), task, abort: new AbortController(), onOver };
    this.#tasks = new Map([...this.#tasks, [turn.id, task]]);
    if (task.ask) this.#keeper.keepAsk(turn.id, task.ask);
    this.#store.dispatch({
      type: "turnAdded",
      turn: {
        id: turn.id,
        command: task.command,
        question: task.question,
        context: task.context,
        effort: task.effort ?? this.#store.state.effort,
        status: "waiting",
        ...(this.#queue.length > 0 && { queued: true }),
        thought: { text: "", closed: false },
        answer: "",
      },
    });
    this.#queue = [...this.#queue, turn];
    if (this.#queue.length === 1) void this.#drain();
  }

  /** The task of a turn that was added since the start. */
  taskOf(turnId: string): TurnTask | undefined {
    return this.#tasks.get(turnId);
  }

  /** Takes a turn back that has not begun. */
  removeQueued(turnId: string): void {
    const turn = this.#queue.slice(1).find(({ id }) => id === turnId);
    if (!turn) return;
    this.#queue = this.#queue.filter((other) => other !== turn);
    this.#store.dispatch({ type: "turnRemoved", turnId });
    turn.onOver();
  }

  /** Stops the running turn and what waits behind it. */
  stop(): void {
    for (const { abort } of this.#queue) abort.abort();
  }

  async #drain(): Promise<void> {
    this.#onRunning(true);
    for (let turn = this.#queue[0]; turn; turn = this.#queue[0]) {
      await this.#run(turn);
      this.#queue = this.#queue.slice(1);
      turn.onOver();
    }
    this.#onRunning(false);
  }

  /** Never throws. */
  async #run({ id, task, abort: { signal } }: QueuedTurn): Promise<void> {
    let over = false;
    const onEvents = (events: readonly TurnEvent[]) => {
      if (over) return;
      const at = Date.now();
      for (const event of events) this.#store.dispatch({ type: "turnEvent", turnId: id, event, at });
    };
    try {
      signal.throwIfAborted();
      this.#store.dispatch({ type: "turnStarted", turnId: id });
      const { conversation: open, turns } = this.#store.state;
      const conversation: Conversation = { id: open.id, turns, askOf: (turnId) => this.#keeper.askOf(turnId) };
      const result = await settledBeforeLimit(task.request(conversation, onEvents, signal), signal);
      const turn = this.#store.state.turns.find((other) => other.id === id);
      if (turn && !result.candidates) onEvents(missingEvents(turn, result.turn));
      if (result.candidates)
        this.#store.dispatch({
          type: "candidatesRanked",
          turnId: id,
          candidates: result.candidates.map(candidateView),
        });
      // What came in spite of a stop is shown, but not acted upon, unless it was made because of the stop.
      over = true;
      await this.#end({ type: "turnEnded", turnId: id, status: signal.aborted ? "stopped" : "done" });
      const isShown = this.#store.state.turns.some((other) => other.id === id);
      if (isShown && result.proposal && (!signal.aborted || result.isPart)) {
        const asked = task.document === undefined ? {} : { asked: task.document };
        this.#onProposal(result.proposal, { turnId: id, ...asked, ...result.source }, result.candidates);
      }
    } catch (error) {
      over = true;
      if (signal.aborted || isCancelled(error)) {
        await this.#end({ type: "turnEnded", turnId: id, status: "stopped" });
      } else {
        await this.#fail(id, error);
      }
    }
  }

  async #fail(turnId: string, cause: unknown): Promise<void> {
    const error: PonderError = toPonderError(cause);
    if (!PonderFailure.is(cause)) this.#log.error(`Turn failed: ${describe(cause)}`);
    await this.#end({ type: "turnFailed", turnId, error });
  }

  /** What is shown as over is on disk. */
  async #end(action: Extract<PanelAction, { readonly turnId: string }>): Promise<void> {
    const { state } = this.#store;
    const isThere = state.turns.some((turn) => turn.id === action.turnId && isUnfinished(turn));
    if (isThere) await this.#keeper.save(reducePanel(state, action).turns);
    this.#store.dispatch(action);
  }
}

/** `work`, but once `signal` aborted it gets {@link stopLimitMs} to come back. */
function settledBeforeLimit<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stopped = () => {
      timer = setTimeout(() => reject(signal.reason as Error), stopLimitMs);
    };
    signal.addEventListener("abort", stopped, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stopped);
    });
  });
}
