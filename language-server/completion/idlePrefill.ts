import { untilAborted } from "../untilAborted.js";
import type { CompleterParts } from "./completerParts.js";
import type { CompletionPlace } from "./completionPlace.js";
import { cursorContext } from "./cursorContext.js";
import type { PromptedEngine } from "./promptedEngine.js";
import { caretTextOf, typedSince, type CaretText } from "./reuse/caretText.js";
import { closedPlace } from "./timing/gates.js";

/** So few tokens are not worth a prefill of their own. */
const fewTokens = 8;
/**
 * Where a window takes longer than this to read, in milliseconds, only places near the last typed one are worth it:
 * most places where a caret rests are only looked at.
 */
const quickMs = 1000;
/** Tokens of a window as it is read after a jump. */
const windowTokens = 400;
/** Where more of the prompt than this has to be evaluated, the window is another one. */
const elsewhereTokens = 150;
/** How far from the last typed place one will type next, in UTF-16 code units. */
const nearby = 1500;

/** What the rest of the pipeline does. */
export interface Surroundings {
  /** No request waits for an answer and nothing is generated. */
  readonly isFree: () => boolean;
  /** Work that may be in vain is allowed. */
  readonly mayWork: () => boolean;
}

/** Makes the next completion cheap while the caret rests: gathers context, and evaluates the prompt for the caret. */
export class IdlePrefill {
  readonly #parts: Pick<CompleterParts, "context" | "model" | "whenIdle">;
  readonly #engine: PromptedEngine;
  readonly #surroundings: Surroundings;
  readonly #waiting = new Set<() => void>();
  /** Where a completion was asked for last. */
  #typed: Pick<CompletionPlace, "uri" | "offset"> | undefined;
  #running: { readonly abort: AbortController; readonly caret: CaretText } | undefined;

  constructor(
    parts: Pick<CompleterParts, "context" | "model" | "whenIdle">,
    engine: PromptedEngine,
    surroundings: Surroundings,
  ) {
    this.#parts = parts;
    this.#engine = engine;
    this.#surroundings = surroundings;
  }

  /** A completion is asked for here. */
  typed({ uri, offset }: CompletionPlace): void {
    this.#typed = { uri, offset };
  }

  /** The caret rests here. Resolves when all is done or it was ended; never throws. */
  async rested(place: CompletionPlace): Promise<void> {
    const caret = caretTextOf(place);
    if (this.isFor(caret)) return;
    this.end();
    const abort = new AbortController();
    const running = { abort, caret };
    this.#running = running;
    try {
      await this.#free(abort.signal);
      if (this.#surroundings.mayWork() && this.#isWorthwhile(place)) await this.#work(place, abort.signal);
    } catch {
      // A keystroke ends it, and whatever else goes wrong shows when a completion is asked for.
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  /** Whether what is evaluated is a part of this caret's prompt: more of the same line was typed, or nothing. */
  isFor(caret: CaretText): boolean {
    const typed = this.#running === undefined ? undefined : typedSince(caret, this.#running.caret);
    return typed !== undefined && !typed.includes("\n");
  }

  end(): void {
    this.#running?.abort.abort();
    this.#running = undefined;
  }

  /** To be called when a request or a generation is over. */
  wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #isWorthwhile({ uri, offset }: CompletionPlace): boolean {
    const isQuick = (this.#engine.speed.prefillMs(windowTokens) ?? 0) <= quickMs;
    if (isQuick || this.#typed === undefined) return true;
    return uri === this.#typed.uri && Math.abs(offset - this.#typed.offset) <= nearby;
  }

  async #free(signal: AbortSignal): Promise<void> {
    while (!this.#surroundings.isFree())
      await untilAborted(new Promise<void>((resolve) => this.#waiting.add(resolve)), signal);
  }

  async #work(place: CompletionPlace, signal: AbortSignal): Promise<void> {
    const { context, model, whenIdle } = this.#parts;
    await whenIdle?.(signal);
    const loaded = await model(false, signal);
    signal.throwIfAborted();
    const uncovered = "reason" in loaded ? Infinity : this.#engine.uncovered(this.#engine.promptAt(place, loaded));
    await context.refresh(place, uncovered > elsewhereTokens, signal);
    signal.throwIfAborted();
    if ("reason" in loaded || loaded.automaticOff === true || !this.#surroundings.isFree()) return;
    // Nothing would be asked for with the next key either.
    if (closedPlace(place.text, cursorContext(place)) !== undefined) return;
    const prompt = this.#engine.promptAt(place, loaded);
    if (this.#engine.uncovered(prompt) > fewTokens) await this.#engine.prefill(prompt, signal);
  }
}
