import { randomUUID } from "node:crypto";
import { isUnfinished, type Turn } from "../../../protocol/panel/state.js";
import { describe, type LogSink } from "../../log.js";
import type { Owned } from "../../lifetime.js";
import type { PanelStore } from "../panelStore.js";
import type { ConversationFiles } from "./conversationFiles.js";
import { restingTurns, restoredTurns } from "./openTurns.js";
import {
  titleFromQuestion,
  type ChatAsk,
  type ConversationHead,
  type SavedConversation,
  type SavedTurn,
} from "./savedConversation.js";

/** How often a growing turn is saved, in milliseconds: as much as this of it can be lost in a crash. */
const saveIntervalMs = 1_000;
/** Saving may take this share of the time at most: a disk that is slow is asked less often. */
const savingShare = 0.1;

/**
 * Keeps the open conversation on disk and puts another one into its place. What is over is saved before it is shown as
 * over (see `TurnRunner`), what grows about every second.
 */
export class ConversationKeeper {
  readonly #store: PanelStore;
  readonly #files: ConversationFiles;
  readonly #log: LogSink;
  readonly #onTrouble: (error: unknown) => void;
  readonly #makeTitle: (turn: Turn, signal: AbortSignal) => Promise<string | undefined>;
  readonly #subscription: Owned;
  readonly #asks = new Map<string, ChatAsk>();
  readonly #titleAbort = new AbortController();
  #head: ConversationHead = newHead();
  /** What was saved, or is being saved. */
  #savedTurns: readonly Turn[] = [];
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #hasTrouble = false;
  /** Conversations that another window went on with, and what they are called here since. */
  readonly #movedTo = new Map<string, string>();
  /** The conversation that the next start restores. */
  #pointedTo: string | undefined;
  /** The conversation for which the model was asked for a title last. */
  #titleAsked: string | undefined;

  constructor(options: {
    readonly store: PanelStore;
    readonly files: ConversationFiles;
    readonly log: LogSink;
    /** Saving began to fail; told once until it works again. */
    readonly onTrouble: (error: unknown) => void;
    /** A title for a conversation that began with this turn; `undefined`: none. */
    readonly makeTitle: (turn: Turn, signal: AbortSignal) => Promise<string | undefined>;
  }) {
    this.#store = options.store;
    this.#files = options.files;
    this.#log = options.log;
    this.#onTrouble = options.onTrouble;
    this.#makeTitle = options.makeTitle;
    this.#show([]);
    this.#subscription = options.store.onDidChange(() => this.#saveSoon());
  }

  /** The open conversation, as a file would hold it now. */
  get open(): SavedConversation {
    return { ...this.#head, turns: this.#withAsks(this.#turnsNow()) };
  }

  /** Remembers how to ask a turn's question once more. */
  keepAsk(turnId: string, ask: ChatAsk): void {
    this.#asks.set(turnId, ask);
  }

  askOf(turnId: string): ChatAsk | undefined {
    return this.#asks.get(turnId);
  }

  /**
   * Saves the open conversation with these turns. Never throws: a turn that cannot be saved is shown all the same.
   *
   * @param turns what will be shown next.
   */
  async save(turns: readonly Turn[]): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#savedTurns = turns;
    if (turns.length === 0) return;
    this.#head = { ...this.#head, updatedAt: Date.now(), title: this.#titleOf(turns) };
    const conversation = { ...this.#head, turns: this.#withAsks(turns) };
    this.#saving = this.#saving.then(() => this.#write(conversation));
    await this.#saving;
    this.#nameIfNew(turns);
  }

  /** Shows the conversation that was open when the window was closed, unless something was asked meanwhile. */
  async restore(): Promise<void> {
    const id = await this.#files.lastOpen();
    const found = id === undefined ? undefined : await this.#files.read(id);
    if (!found || this.#store.state.turns.length > 0) return;
    this.#pointedTo = id;
    this.#take(found);
  }

  /** Shows another conversation; the open one is kept. @returns whether it is still there. */
  async show(id: string): Promise<boolean> {
    if (id === this.#head.id) return true;
    const found = await this.#files.read(id);
    if (!found) return false;
    const left = this.#leave();
    this.#take(found);
    await Promise.all([left, this.#pointTo(id)]);
    return true;
  }

  /** Begins a new conversation; the open one is kept. */
  async startNew(): Promise<void> {
    const left = this.#leave();
    this.#head = newHead();
    this.#asks.clear();
    this.#show([]);
    await Promise.all([left, this.#pointTo(undefined)]);
  }

  /**
   * Goes on with only these first turns of the open conversation. What followed is not lost where there was an answer
   * in it: then this is a branch.
   */
  async cutTo(turns: readonly Turn[]): Promise<void> {
    const rest = this.#turnsNow().slice(turns.length);
    if (rest.some(({ answer }) => answer !== "")) {
      await this.branch(turns);
      return;
    }
    if (turns.length === 0 && this.#head.titledBy === "question") this.#head = { ...this.#head, title: "" };
    this.#show(turns);
    await this.save(turns);
  }

  /**
   * Goes on in a new conversation that has only these turns of the open one, which is kept as it is.
   *
   * @param turns the first turns of the open conversation, all of them over.
   */
  async branch(turns: readonly Turn[]): Promise<void> {
    const left = this.#leave();
    // A branch without turns begins with another question, which is its title then.
    const from = turns.length === 0 ? {} : { title: this.#head.title, titledBy: this.#head.titledBy };
    this.#head = { ...newHead(), ...from, branchOf: this.#head.id };
    this.#show(turns);
    await left;
    await this.save(this.#turnsNow());
  }

  /** Gives a conversation the user's title. @returns whether it is still there. */
  async rename(id: string, title: string): Promise<boolean> {
    if (id === this.#head.id) {
      this.#name(title, "user");
      await this.save(this.#turnsNow());
      return true;
    }
    const found = await this.#files.read(id);
    if (!found) return false;
    return (await this.#files.save({ ...found, title, titledBy: "user" })) === "saved";
  }

  /** Deletes a conversation for good; in the place of the open one comes a new one. */
  async delete(id: string): Promise<void> {
    if (id === this.#head.id) {
      this.#head = newHead();
      this.#asks.clear();
      this.#show([]);
      await Promise.all([this.#pointTo(undefined), this.#saving]);
    }
    await this.#files.delete(id);
  }

  /** Ends with everything on disk. */
  async dispose(): Promise<void> {
    this.#subscription.dispose();
    this.#titleAbort.abort();
    await this.#leave();
  }

  /** Saves what is open now as it will be found again: nothing works on it any more. */
  #leave(): Promise<void> {
    const turns = this.#turnsNow();
    const isSaved = this.#store.state.turns === this.#savedTurns && !turns.some(isUnfinished);
    return isSaved ? this.#saving : this.save(restingTurns(turns));
  }

  /** What is shown; but a turn that is just being saved as over is over. */
  #turnsNow(): readonly Turn[] {
    const saved = new Map(this.#savedTurns.map((turn) => [turn.id, turn]));
    return this.#store.state.turns.map((turn) => {
      const end = isUnfinished(turn) ? saved.get(turn.id) : undefined;
      return end && !isUnfinished(end) ? end : turn;
    });
  }

  #take({ turns: saved, ...head }: SavedConversation): void {
    this.#head = head;
    this.#movedTo.delete(head.id);
    this.#asks.clear();
    for (const { turn, ask } of saved) if (ask) this.#asks.set(turn.id, ask);
    this.#show(restoredTurns(saved.map(({ turn }) => turn)));
  }

  #show(turns: readonly Turn[]): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#savedTurns = turns;
    this.#store.dispatch({ type: "conversationOpened", conversation: this.#shownHead(), turns });
  }

  #shownHead() {
    return { id: this.#head.id, title: this.#head.title };
  }

  /** A question is saved at once, what the model writes from time to time. */
  #saveSoon(): void {
    const { turns } = this.#store.state;
    if (turns === this.#savedTurns) return;
    if (turns.length !== this.#savedTurns.length) {
      void this.save(turns);
      return;
    }
    this.#timer ??= setTimeout(() => {
      const start = performance.now();
      this.save(this.#turnsNow())
        .then(() => {
          const rest = (performance.now() - start) / savingShare;
          if (rest > saveIntervalMs) this.#timer ??= setTimeout(() => this.#afterRest(), rest);
        })
        .catch((error: unknown) => this.#log.error(describe(error)));
    }, saveIntervalMs);
  }

  #afterRest(): void {
    this.#timer = undefined;
    this.#saveSoon();
  }

  async #write(conversation: SavedConversation): Promise<void> {
    const { id } = conversation;
    try {
      let savedAs = this.#movedTo.get(id) ?? id;
      const own = savedAs === id ? conversation : { ...conversation, id: savedAs, branchOf: id };
      if ((await this.#files.save(own)) === "foreign") {
        // Another window went on with it: both are kept, this one under a new id.
        savedAs = randomUUID();
        this.#movedTo.set(id, savedAs);
        if (this.#head.id === id) {
          this.#head = { ...this.#head, id: savedAs, branchOf: id };
          this.#store.dispatch({ type: "conversationNamed", conversation: this.#shownHead() });
        }
        await this.#files.save({ ...conversation, id: savedAs, branchOf: id });
      }
      if (this.#head.id === savedAs) await this.#pointTo(savedAs);
      this.#hasTrouble = false;
    } catch (error) {
      this.#log.error(`A conversation could not be saved: ${describe(error)}`);
      if (!this.#hasTrouble) this.#onTrouble(error);
      this.#hasTrouble = true;
    }
  }

  /** Notes which conversation is to be restored. */
  async #pointTo(id: string | undefined): Promise<void> {
    if (this.#pointedTo === id) return;
    this.#pointedTo = id;
    await this.#files.setLastOpen(id);
  }

  #withAsks(turns: readonly Turn[]): readonly SavedTurn[] {
    return turns.map((turn) => {
      const ask = this.#asks.get(turn.id);
      return { turn, ...(ask && { ask }) };
    });
  }

  #titleOf([first]: readonly Turn[]): string {
    if (this.#head.title !== "" || !first) return this.#head.title;
    const title = titleFromQuestion(first.question);
    this.#name(title, "question");
    return title;
  }

  #name(title: string, titledBy: ConversationHead["titledBy"]): void {
    this.#head = { ...this.#head, title, titledBy };
    this.#store.dispatch({ type: "conversationNamed", conversation: this.#shownHead() });
  }

  /** After the first answer the model is asked for a title, in the background; the user never waits for it. */
  #nameIfNew(turns: readonly Turn[]): void {
    const [first] = turns;
    const { id, titledBy } = this.#head;
    if (titledBy !== "question" || turns.length !== 1 || first?.status !== "done" || this.#titleAsked === id) return;
    this.#titleAsked = id;
    const { signal } = this.#titleAbort;
    this.#makeTitle(first, signal)
      .then((title) => {
        if (title === undefined || signal.aborted || this.#head.id !== id || this.#head.titledBy !== "question") return;
        this.#name(title, "model");
        return this.save(this.#turnsNow());
      })
      .catch((error: unknown) => this.#log.debug(`no title: ${describe(error)}`));
  }
}

function newHead(): ConversationHead {
  const now = Date.now();
  return { id: randomUUID(), title: "", titledBy: "question", createdAt: now, updatedAt: now };
}
