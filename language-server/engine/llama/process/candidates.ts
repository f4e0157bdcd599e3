import type { LlamaContext, LlamaContextSequence, LlamaModel } from "node-llama-cpp";
import { TurnGate } from "../../../scheduler/turnGate.js";
import type { ContextAttention } from "./contextAttention.js";

/** How the context of the candidates is created; as in `LaneOptions`. */
export interface CandidatesOptions {
  readonly model: LlamaModel;
  readonly batchSize: number;
  readonly threads: number;
  readonly attention?: ContextAttention;
  readonly toFailure: (error: unknown) => Error;
  /** The context is freed when no group was asked for this long, in milliseconds. */
  readonly keepMs?: number;
}

/** Sizes are rounded up to this many tokens, so that the next group finds a context it can use. */
const sizeStep = 256;
const defaultKeepMs = 60_000;

/**
 * The sequences in which the answers of a group are generated side by side: a context of its own, as large as prompt and
 * answer need, made when it is needed and freed when it was not for a while.
 */
export class Candidates {
  readonly #options: CandidatesOptions;
  /** One group at a time. */
  readonly #queue = new TurnGate();
  #context: LlamaContext | undefined;
  #sequences: readonly LlamaContextSequence[] = [];
  #timer: NodeJS.Timeout | undefined;
  #using = 0;

  constructor(options: CandidatesOptions) {
    this.#options = options;
  }

  /** Runs the work of a group while no other group runs; the context stays until it is over. */
  async use<T>(priority: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#using++;
    try {
      return await this.#queue.run(priority, signal, work);
    } finally {
      this.#using--;
      if (this.#using === 0 && this.#context !== undefined) {
        this.#timer = setTimeout(() => void this.freeIfIdle(), this.#options.keepMs ?? defaultKeepMs).unref();
      }
    }
  }

  /**
   * Sequences for `count` answers, whatever is in them.
   *
   * @param size tokens of prompt and answer.
   */
  async sequences(count: number, size: number, signal: AbortSignal): Promise<readonly LlamaContextSequence[]> {
    const { model, batchSize, threads, attention, toFailure } = this.#options;
    if (this.#sequences.length < count || (this.#context?.contextSize ?? 0) < size) {
      await this.dispose();
      try {
        this.#context = await model.createContext({
          sequences: count,
          contextSize: Math.ceil(size / sizeStep) * sizeStep,
          batchSize,
          threads: { ideal: threads, min: threads },
          failedCreationRemedy: false,
          ...attention,
        });
      } catch (error) {
        signal.throwIfAborted();
        throw toFailure(error);
      }
      const context = this.#context;
      this.#sequences = Array.from({ length: count }, () => context.getSequence());
      // Not the binding's own signal: it looks at it before and after the native work, as here, and then forgets to free
      // what keeps the model from being freed.
      signal.throwIfAborted();
    }
    return this.#sequences.slice(0, count);
  }

  /** Memory is short, or nobody asked for long. @returns whether there was something to free. */
  async freeIfIdle(): Promise<boolean> {
    if (this.#using > 0 || this.#context === undefined) return false;
    await this.dispose();
    return true;
  }

  /** Frees the context; the next group makes a new one. Also after an error, as in `Lane`. */
  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    const [sequences, context] = [this.#sequences, this.#context];
    this.#sequences = [];
    this.#context = undefined;
    for (const sequence of sequences) await sequence.dispose();
    await context?.dispose();
  }
}
