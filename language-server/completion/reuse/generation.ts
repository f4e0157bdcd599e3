import type { Usage } from "../../../protocol/events.js";
import type { GenerateEvent } from "../../engine/engine.js";
import { untilAborted } from "../../untilAborted.js";
import type { Purpose } from "../completionEvent.js";
import type { CompletionLines } from "../completionLines.js";
import { typedSince, type CaretText } from "./caretText.js";

/** What a {@link Generation} is for. */
export interface GenerationTask {
  /** Where its text belongs. */
  readonly start: CaretText;
  readonly purpose: Purpose;
  /** How many lines are wanted there; absent: that is not decided. */
  readonly lines?: CompletionLines;
}

/**
 * A generation that outlives the request that began it: while the user types what it writes, later requests follow it.
 */
export class Generation implements GenerationTask {
  readonly start: CaretText;
  readonly purpose: Purpose;
  readonly lines?: CompletionLines;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #over: (generation: Generation) => void;
  #state: "running" | "ended" | "stopped" | "failed" = "running";
  #error: unknown;
  #text = "";
  #tokens = 0;
  #evaluated = 0;
  #share = 0;
  #isCut = false;
  #usage: Usage | undefined;
  #follows = 0;
  #enough: ((text: string, tokens: number) => boolean) | undefined;

  /**
   * @param run begins the work; it ends when the signal aborts.
   * @param over told once, when it is over in whatever way.
   */
  constructor(
    { start, purpose, lines }: GenerationTask,
    run: (signal: AbortSignal) => AsyncIterable<GenerateEvent>,
    over: (generation: Generation) => void,
  ) {
    this.start = start;
    this.purpose = purpose;
    if (lines !== undefined) this.lines = lines;
    this.#over = over;
    void this.#consume(run);
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  /** The model has nothing more to say. */
  get ended(): boolean {
    return this.#state === "ended";
  }

  /** It ended before the limit of tokens. */
  get endedByModel(): boolean {
    return this.ended && !this.#isCut;
  }

  /** What was written until now, behind the caret. */
  get text(): string {
    return this.#text;
  }

  /** Tokens generated until now. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Prompt tokens that were evaluated until now. */
  get evaluated(): number {
    return this.#evaluated;
  }

  /** How much of the prompt stands in the KV cache, 0 to 1. */
  get evaluatedShare(): number {
    return this.#share;
  }

  /** How often somebody began to wait for it. */
  get follows(): number {
    return this.#follows;
  }

  /** Whether somebody waits for it now. */
  get isFollowed(): boolean {
    return this.#waiting.size > 0;
  }

  /** What it cost; undefined unless it came to its own end. */
  get usage(): Usage | undefined {
    return this.#usage;
  }

  /** From where on text changes nothing any more: asked now and at each piece of text; true ends the generation. */
  endWhen(enough: (text: string, tokens: number) => boolean): void {
    this.#enough = enough;
    if (this.isRunning && enough(this.#text, this.#tokens)) this.stop();
  }

  /** Whether what it writes may still follow when the user takes `known` at a caret. */
  mayFollow(caret: CaretText, known: string): boolean {
    const typed = typedSince(caret, this.start);
    if (typed !== undefined) return this.#text.startsWith(typed) || typed.startsWith(this.#text);
    const missing = typedSince(this.start, caret);
    return missing !== undefined && known.startsWith(missing);
  }

  /** Ends it now. What was written stays. */
  stop(): void {
    if (!this.isRunning) return;
    this.#abort.abort();
    this.#finish("stopped");
  }

  /** Resolves when there is more text or an end. Throws `signal.reason`, and what made the generation fail. */
  async more(signal: AbortSignal): Promise<void> {
    this.#follows++;
    if (this.isRunning) {
      let wake: () => void = () => undefined;
      const changed = new Promise<void>((resolve) => (wake = resolve));
      this.#waiting.add(wake);
      try {
        await untilAborted(changed, signal);
      } finally {
        this.#waiting.delete(wake);
      }
    }
    if (this.#state === "failed") throw this.#error;
  }

  async #consume(run: (signal: AbortSignal) => AsyncIterable<GenerateEvent>): Promise<void> {
    try {
      for await (const event of run(this.#abort.signal)) {
        if (!this.isRunning) return;
        this.#take(event);
      }
      // The answer was none at all (`withoutHeld`): the rest of it does not matter.
      if (this.isRunning) this.#finish("ended");
    } catch (error) {
      if (!this.isRunning) return;
      this.#error = error;
      this.#finish("failed");
    }
  }

  #take(event: GenerateEvent): void {
    switch (event.type) {
      case "prefill": {
        const { cached = 0, evaluated, total } = event;
        this.#evaluated = evaluated;
        this.#share = (cached + evaluated) / Math.max(1, cached + total);
        return;
      }
      case "text":
        this.#share = 1;
        this.#text += event.text;
        this.#tokens += event.tokens;
        if (this.#enough?.(this.#text, this.#tokens) === true) this.stop();
        else this.#wake();
        return;
      case "done":
        this.#share = 1;
        this.#usage = event.usage;
        this.#isCut = event.reason === "length";
        this.#tokens = event.usage.generatedTokens;
        this.#finish("ended");
    }
  }

  #finish(state: "ended" | "stopped" | "failed"): void {
    this.#state = state;
    this.#over(this);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
