import type { Clock } from "../../../language-server/completion/clock.js";

/** How fast a model runs on a machine. */
export interface ModelSpeed {
  /** Prompt tokens per second. */
  readonly prefill: number;
  /** Generated tokens per second. */
  readonly decode: number;
}

/**
 * Time of one batch, in milliseconds: reading the weights costs the same for each batch, every token of it the same
 * again. The two measured speeds fix both.
 */
export function batchMs(tokens: number, { prefill, decode }: ModelSpeed): number {
  const perToken = 1000 / prefill;
  return Math.max(0, 1000 / decode - perToken) + tokens * perToken;
}

interface Waiting {
  readonly priority: number;
  readonly begin: () => void;
}

/** What batches are computed on, one after the other, the most urgent first. A batch cannot be stopped. */
export class VirtualProcessor {
  /** Time that was computed, in milliseconds. */
  busyMs = 0;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(
    private readonly clock: Clock,
    readonly speed: ModelSpeed,
  ) {}

  /**
   * Computes a batch when it is its turn; resolves when it is done.
   *
   * @param priority smaller is more urgent.
   * @param wanted asked when its turn comes; false: it is left out, and nothing is computed.
   * @returns whether it was computed.
   */
  async compute(tokens: number, priority: number, wanted: () => boolean): Promise<boolean> {
    if (this.#busy) await new Promise<void>((begin) => this.#wait({ priority, begin }));
    this.#busy = true;
    try {
      if (!wanted()) return false;
      const ms = batchMs(tokens, this.speed);
      await this.clock.sleep(ms, never);
      this.busyMs += ms;
      return true;
    } finally {
      this.#busy = false;
      this.#waiting.shift()?.begin();
    }
  }

  #wait(item: Waiting): void {
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.priority ?? 0) > item.priority) at--;
    this.#waiting.splice(at, 0, item);
  }
}

const never = new AbortController().signal;
