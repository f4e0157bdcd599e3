import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { TurnGate } from "../../../scheduler/turnGate.js";
import type { Candidates } from "./candidates.js";
import type { ContextAttention } from "./contextAttention.js";
import { DraftLength } from "./draftLength.js";
import type { Drawn } from "./drawnTokens.js";
import type { SavedConversation } from "./savedConversation.js";

/** How the context of a lane is created. */
export interface LaneOptions {
  readonly model: LlamaModel;
  /** Tokens; where the memory does not allow it, the next size of {@link contextSizes} is taken. */
  readonly contextSize: number;
  /** Tokens that are evaluated in one go. Nothing gets in between, not even an abort. */
  readonly batchSize: number;
  /**
   * The same while somebody types in the editor, of work that is less urgent than a completion; and of completions where
   * a whole batch takes long.
   */
  readonly gentleBatchSize: number;
  readonly threads: number;
  /** Adapters, and how attention is computed and kept. */
  readonly attention?: ContextAttention;
  /** Told when the context was made. */
  readonly onMade?: () => void;
  /** Shared by the lanes of a model. */
  readonly candidates: Candidates;
  /** Where a smaller model guesses tokens for this one. */
  readonly draft?: Lane;
  /** Turns an error of the binding into one for the user. */
  readonly toFailure: (error: unknown) => Error;
}

/**
 * As many tokens more may be in the last piece of a prompt, so that a short rest is no batch of its own: one token alone
 * costs as much as three in a batch, since all weights are read for it.
 */
export const restTokens = 16;

/** A batch that takes longer than this, in milliseconds, is much of a typist's time: the next key may want another one. */
const longBatchMs = 1000;

/** A context smaller than this is of no use, in tokens. */
const minContextSize = 512;

/** The sizes that are tried one after the other: what is wanted, then powers of two below it, such as 4096 and 2048. */
export function contextSizes(wanted: number): readonly number[] {
  const sizes = [wanted];
  for (let size = 2 ** Math.floor(Math.log2(wanted - 1)); size >= minContextSize; size /= 2) sizes.push(size);
  return sizes;
}

/**
 * A kind of work with a KV cache of its own: one context with one sequence, made when it is first needed.
 */
export class Lane {
  readonly batchSize: number;
  readonly gentleBatchSize: number;
  /** One generation at a time: they share the sequence. */
  readonly queue = new TurnGate();
  /** What speculation has learnt about this kind of work. */
  readonly draftLength = new DraftLength();
  /** The last generation; the next prompt may go on with it. */
  drawn: Drawn | undefined;
  /** Where several answers to one prompt of this lane are generated. */
  readonly candidates: Candidates;
  readonly model: LlamaModel;
  readonly draft: Lane | undefined;
  readonly #options: LaneOptions;
  readonly #loans = new Set<AbortController>();
  #context: LlamaContext | undefined;
  #sequence: LlamaContextSequence | undefined;
  #ahead: AbortController | undefined;
  #kept: SavedConversation | undefined;
  #wasAsked = false;
  #msPerToken: number | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.batchSize = options.batchSize;
    this.gentleBatchSize = options.gentleBatchSize;
    this.model = options.model;
    this.candidates = options.candidates;
    this.draft = options.draft;
  }

  /** The sequence, with whatever an earlier generation left in its cache. */
  async sequence(signal?: AbortSignal): Promise<LlamaContextSequence> {
    if (this.#sequence === undefined) {
      this.#context = await this.#createContext(signal);
      this.#sequence = this.#context.getSequence();
      this.#options.onMade?.();
      signal?.throwIfAborted();
    }
    return this.#sequence;
  }

  /** The sequence for this prompt: what was kept in a file comes back at the first use, as far as it fits. */
  async sequenceFor(tokens: readonly Token[]): Promise<LlamaContextSequence> {
    const sequence = await this.sequence();
    const [kept, known] = [this.#kept, this.#wasAsked];
    this.#wasAsked = true;
    if (kept === undefined || known) return sequence;
    const restored = await kept.restore(sequence, tokens);
    this.#msPerToken ??= restored?.msPerToken;
    return sequence;
  }

  /** Names the place where the cache can be kept while the model is not in memory, and may have been kept before. */
  keepIn(kept: SavedConversation): void {
    this.#kept = kept;
  }

  /** Keeps the cache where {@link keepIn} says, if that is worth it. The lane is not used meanwhile. */
  async keep(): Promise<void> {
    // A cache that nobody asked for since the model is back may still be in its file.
    if (!this.#wasAsked || this.#sequence === undefined || this.#msPerToken === undefined) return;
    await this.#kept?.save(this.#sequence, this.#msPerToken);
  }

  /**
   * Evaluates a piece of a prompt, and measures how long that takes. A short rest says nothing: all weights are read for
   * one token too, so each of a few would seem to cost many times as much as in a batch.
   */
  async evaluate(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<void> {
    const started = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens([...tokens]);
    if (tokens.length >= this.gentleBatchSize) this.#msPerToken = (performance.now() - started) / tokens.length;
  }

  /** A whole batch takes long, or nobody knows yet. */
  get isSlow(): boolean {
    return this.#msPerToken === undefined || this.#msPerToken * this.batchSize > longBatchMs;
  }

  /** Tries smaller sizes where the memory is short, before it fails. */
  async #createContext(signal: AbortSignal | undefined): Promise<LlamaContext> {
    const { model, threads, toFailure } = this.#options;
    let failure: unknown;
    for (const contextSize of contextSizes(this.#options.contextSize)) {
      try {
        return await model.createContext({
          contextSize,
          batchSize: this.batchSize + restTokens,
          // An exact number: the default is more threads than a small machine has cores, which is 100 times slower.
          threads: { ideal: threads, min: threads },
          // It would shrink the size by odd amounts; here each size is tried once.
          failedCreationRemedy: false,
          ...this.#options.attention,
        });
      } catch (error) {
        signal?.throwIfAborted();
        failure ??= error;
        if (await this.candidates.freeIfIdle()) return this.#createContext(signal);
      }
    }
    throw toFailure(failure);
  }

  /** Evaluation ahead begins; an earlier one is over. @returns the signal that ends it. */
  beginAhead(): AbortSignal {
    this.endAhead();
    this.#ahead = new AbortController();
    return this.#ahead.signal;
  }

  /** The lane is needed: what is evaluated ahead on it stops after the batch it is in, and who borrowed it gives it back. */
  endAhead(): void {
    this.#ahead?.abort();
    this.#ahead = undefined;
    for (const loan of this.#loans) loan.abort();
  }

  /**
   * For work that can do without the lane. An evaluation ahead is over.
   *
   * @returns the signal that a generation needs the lane, and what ends the loan.
   */
  borrow(): { readonly signal: AbortSignal; readonly end: () => void } {
    this.endAhead();
    const loan = new AbortController();
    this.#loans.add(loan);
    return { signal: loan.signal, end: () => this.#loans.delete(loan) };
  }

  /** Tokens that fit. The binding rounds sizes up; more than asked for is not used. */
  async contextSize(signal?: AbortSignal): Promise<number> {
    return Math.min((await this.sequence(signal)).contextSize, this.#options.contextSize);
  }

  /** Frees the cache; the next use makes a new one. Also after an error, when nobody knows what the cache holds. */
  async dispose(): Promise<void> {
    const [sequence, context] = [this.#sequence, this.#context];
    this.#sequence = undefined;
    this.#context = undefined;
    await this.draft?.dispose();
    await sequence?.dispose();
    await context?.dispose();
  }
}
