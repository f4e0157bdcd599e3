/**
 * When something must go, this share of the limit is left: the next turns fit without another cut, and so the beginning
 * of the prompt, and with it the KV cache, stays as it is.
 */
const shareAfterCut = 0.75;
/** Conversations that are remembered. */
const maxRemembered = 100;

/** What a turn, or the question, costs in a prompt. */
export interface TurnCost {
  /** Tokens of what was said. */
  readonly said: number;
  /** The pieces of files that went along. A piece that is in the prompt further up already costs nothing. */
  readonly files: readonly { readonly key: string; readonly tokens: number }[];
}

/** What of a conversation is not in the prompt, counted from its beginning. */
export interface Cut {
  /** Turns that are left out as a whole. */
  readonly turns: number;
  /** Turns whose files are left out; at least `turns`. */
  readonly files: number;
}

export const nothingCut: Cut = { turns: 0, files: 0 };

/**
 * Decides what is left out of a prompt so that it fits: the files of older turns first, then older turns, the newest
 * turn's file and it itself last. Pure.
 *
 * @param turns earlier turns, oldest first.
 * @param limit most tokens that the prompt may have.
 * @param before what was left out of the prompt before this one; it stays out.
 */
export function fitConversation(turns: readonly TurnCost[], question: TurnCost, limit: number, before: Cut): Cut {
  let cut: Cut | undefined = before.files <= turns.length ? before : nothingCut;
  if (costOf(turns, question, cut) <= limit) return cut;
  let fitting = cut;
  while (cut) {
    fitting = cut;
    if (costOf(turns, question, cut) <= limit * shareAfterCut) break;
    cut = nextCut(cut, turns.length);
  }
  return fitting;
}

/** Tokens of the prompt with this cut. Pure. */
export function costOf(turns: readonly TurnCost[], question: TurnCost, cut: Cut): number {
  const known = new Set<string>();
  let tokens = 0;
  [...turns, question].forEach(({ said, files }, at) => {
    if (at >= cut.turns) tokens += said;
    if (at < cut.files) return;
    for (const { key, tokens: more } of files) {
      if (!known.has(key)) tokens += more;
      known.add(key);
    }
  });
  return tokens;
}

/** `undefined`: there is nothing more to leave out. */
function nextCut({ turns, files }: Cut, count: number): Cut | undefined {
  const older = Math.max(0, count - 1);
  if (files < older) return { turns, files: files + 1 };
  if (turns < older) return { turns: turns + 1, files };
  if (files < count) return { turns, files: count };
  return turns < count ? { turns: count, files } : undefined;
}

/** Remembers what of each conversation is left out. */
export class Cuts {
  readonly #byConversation = new Map<string, Cut>();

  /** Oldest first. */
  get all(): readonly (Cut & { readonly conversationId: string })[] {
    return [...this.#byConversation].map(([conversationId, cut]) => ({ conversationId, ...cut }));
  }

  get(conversationId: string): Cut {
    return this.#byConversation.get(conversationId) ?? nothingCut;
  }

  set(conversationId: string, cut: Cut): void {
    // The newest is the last one; the map keeps the order of insertion.
    this.#byConversation.delete(conversationId);
    this.#byConversation.set(conversationId, cut);
    const [oldest] = this.#byConversation.keys();
    if (this.#byConversation.size > maxRemembered && oldest !== undefined) this.#byConversation.delete(oldest);
  }
}
