import { PonderFailure } from "../../protocol/errors.js";
import type { Clock } from "./clock.js";
import type { Source } from "./completionEvent.js";
import type { CompletionLines } from "./completionLines.js";
import type { CompletionPlace } from "./completionPlace.js";
import { cursorContext, nextLine, type CursorContext } from "./cursorContext.js";
import { filterCompletion } from "./filterCompletion.js";
import type { Candidate } from "./filters/filter.js";
import { PromptedEngine, type CompletionModel, type PromptedEngineParts } from "./promptedEngine.js";
import type { Reason } from "./reasons.js";
import { caretTextOf, typedSince, type CaretText } from "./reuse/caretText.js";
import type { Generation } from "./reuse/generation.js";
import { KnownCompletions } from "./reuse/knownCompletions.js";
import { completionEnd } from "./stop/completionEnd.js";
import { isInComment, linesWanted } from "./syntax/linesWanted.js";
import { contextScore, debounce } from "./timing/debounce.js";
import { closedGate, type CompletionSettings } from "./timing/gates.js";
import { TypingRhythm } from "./timing/typingRhythm.js";
import { Usefulness } from "./timing/usefulness.js";

/** Most tokens of a completion of one line, and of several. */
const maxTokens = { single: 64, multi: 128 } as const;
/** Tokens that may be generated behind a shown suggestion while nothing else is to do. */
const aheadTokens = 24;
/** How long a generation that nobody follows any more goes on: the next keystroke may want it, in milliseconds. */
const graceMs = 150;
/** Work ahead is done while at least this share of what was shown lately came to stand in the document. */
const minUsefulness = 0.3;
/** So few tokens are not worth a prefill of their own. */
const fewTokens = 8;

/** What a {@link Completer} is made of. */
export interface CompleterParts extends PromptedEngineParts {
  readonly clock: Clock;
  /**
   * The model, loaded. With `wait` a load is waited for; without, it is begun, and the answer is a reason.
   */
  readonly model: (wait: boolean, signal: AbortSignal) => Promise<CompletionModel | { readonly reason: Reason }>;
  /** Whether the machine runs on its battery. */
  readonly onBattery: () => boolean;
  /** Whether a turn of the chat or an edit is running: then nothing is computed ahead. */
  readonly isBusy: () => boolean;
  /** Other work with the engine for a moment when nobody waits, such as a self-test of the model. */
  readonly whenIdle?: (signal: AbortSignal) => Promise<void>;
}

/** One request. */
export interface CompletionRequest {
  readonly place: CompletionPlace;
  /** The user asked for it; else it comes while he types. */
  readonly invoked: boolean;
  readonly settings: CompletionSettings;
  /** The file must not be completed; see the reason `ignoredFile`. */
  readonly ignored: boolean;
  /** What is selected in the editor's own list of completions, and the offset from which it would be inserted. */
  readonly selected?: { readonly start: number; readonly text: string };
}

/** One suggestion. */
export interface CompletionItem {
  readonly id: number;
  /** With the document's line ends. */
  readonly text: string;
  /** The piece of the document it replaces: offsets in UTF-16 code units, on the caret's line. */
  readonly start: number;
  readonly end: number;
}

/** What came of a request. `items` is not empty. */
export type CompletionAnswer =
  | { readonly items: readonly CompletionItem[]; readonly source: Source; readonly latencyMs: number }
  | { readonly reason: Reason };

/** What is worked with during one request. */
interface Job {
  readonly request: CompletionRequest;
  readonly caret: CaretText;
  readonly cursor: CursorContext;
  readonly lines: CompletionLines;
  readonly began: number;
  readonly signal: AbortSignal;
}

/** A suggestion before it has its number. */
interface Found {
  readonly candidate: Candidate;
  readonly source: Source;
  /** What may go on behind it. */
  readonly generation?: Generation;
}

/**
 * From a caret to ghost text. It knows no editor: documents are handed in, and so are the engine and the time.
 *
 * A request first looks at what is known (the same place, or the user types what was suggested), then at what is being
 * generated (the user types what the model writes), and only then asks the engine. One generation runs at a time; it
 * outlives the request that began it for as long as it may be wanted.
 */
export class Completer {
  readonly #parts: CompleterParts;
  readonly #engine: PromptedEngine;
  readonly #known = new KnownCompletions();
  readonly #rhythm = new TypingRhythm();
  readonly #usefulness = new Usefulness();
  #request: AbortController | undefined;
  #idle: AbortController | undefined;
  #generation: Generation | undefined;
  #snoozedUntil = 0;
  #lastId = 0;

  constructor(parts: CompleterParts) {
    this.#parts = parts;
    this.#engine = new PromptedEngine(parts);
  }

  /** Tokens per second of the latest generations; undefined until there was one. */
  get tokensPerSecond(): number | undefined {
    return this.#engine.speed.tokensPerSecond;
  }

  /**
   * Answers one request; the one before it ends with the reason `superseded`.
   *
   * @throws `signal.reason` when that aborts; what the engine throws.
   */
  async complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionAnswer> {
    const { clock, observe } = this.#parts;
    const began = clock.now();
    this.#request?.abort();
    this.#idle?.abort();
    const own = new AbortController();
    this.#request = own;
    if (!request.invoked) this.#rhythm.key(began);
    observe({ type: "request", invoked: request.invoked });
    let answer: CompletionAnswer;
    try {
      const found = await this.#find(request, began, AbortSignal.any([signal, own.signal]));
      answer = "reason" in found ? found : this.#show(request, found, began);
    } catch (error) {
      if (!own.signal.aborted || signal.aborted) throw error;
      answer = { reason: "superseded" };
    } finally {
      if (this.#request === own) this.#request = undefined;
    }
    if ("reason" in answer) observe({ type: "none", reason: answer.reason });
    return answer;
  }

  /** The caret rests here: gathers context, and evaluates the prompt as it would be asked. Never throws. */
  async caretRested(place: CompletionPlace): Promise<void> {
    this.#idle?.abort();
    if (this.#mustSaveWork() || this.#generation !== undefined) return;
    const idle = new AbortController();
    this.#idle = idle;
    try {
      await this.#prefill(place, idle.signal);
    } catch {
      // The next keystroke ends it, and whatever else goes wrong shows when a completion is asked for.
    }
  }

  /** None come by themselves until then. @param until on the clock that was handed in; undefined: they do again. */
  snooze(until: number | undefined): void {
    this.#snoozedUntil = until ?? 0;
  }

  /** The user accepted a suggestion. */
  accepted(id: number): void {
    this.#parts.observe({ type: "accepted", id });
  }

  /** Another model is used: what the one before wrote, and what is known of its speed, is forgotten. */
  forget(): void {
    this.#idle?.abort();
    this.#generation?.stop();
    this.#known.clear();
    this.#engine.forget();
  }

  /** Ends all work. */
  dispose(): void {
    this.#request?.abort();
    this.forget();
  }

  async #find(
    request: CompletionRequest,
    began: number,
    signal: AbortSignal,
  ): Promise<Found | { readonly reason: Reason }> {
    const { place, invoked, settings, ignored } = request;
    const cursor = cursorContext(place);
    const closed = closedGate({
      invoked,
      settings,
      ignored,
      languageId: place.languageId,
      text: place.text,
      cursor,
      snoozed: this.#parts.clock.now() < this.#snoozedUntil,
      onBattery: this.#parts.onBattery(),
      inComment: () => isInComment(cursor),
    });
    if (closed !== undefined) {
      this.#generation?.stop();
      return { reason: closed };
    }
    const caret = caretTextOf(place);
    this.#usefulness.moved(caret);
    const job: Job = { request, caret, cursor, lines: linesWanted(cursor), began, signal };
    return this.#findKnown(job) ?? (await this.#follow(job)) ?? (await this.#ask(job));
  }

  /** What is known for the place. Nothing is waited for. */
  #findKnown(job: Job): Found | { readonly reason: Reason } | undefined {
    for (const { text, ended, how } of this.#known.find(job.caret)) {
      // Whole lines that are known are shown at once, though there might be more of them.
      const length = completionEnd(job.cursor, job.lines)(text, ended) ?? endOfLines(text);
      if (length === 0 && how === "typed") continue;
      const candidate = filterCompletion(text.slice(0, length), job.cursor, job.lines);
      if (!("dropped" in candidate)) {
        if (this.#generation !== undefined && !this.#mayGoOn(this.#generation, job.caret)) this.#generation.stop();
        return { candidate, source: how };
      }
      // Typed to its end it says nothing of what comes next; at its own place it is what the model has to say.
      if (how === "cache") return { reason: candidate.dropped };
    }
    return undefined;
  }

  /** Waits for what is being generated, as long as the user types what the model writes. */
  async #follow(job: Job): Promise<Found | { readonly reason: Reason } | undefined> {
    const generation = this.#generation;
    if (generation === undefined) return undefined;
    const typed = typedSince(job.caret, generation.start);
    if (typed === undefined) {
      generation.stop();
      return undefined;
    }
    const text = await this.#read(generation, typed, job);
    if (text === undefined) return undefined;
    const source = typed === "" && generation.purpose === "completion" ? "engine" : "inFlight";
    const candidate = filterCompletion(text, job.cursor, job.lines);
    if ("dropped" in candidate) {
      generation.stop();
      return typed === "" ? { reason: candidate.dropped } : undefined;
    }
    return { candidate, source, generation };
  }

  /**
   * Waits until what a generation wrote behind `typed` is complete.
   *
   * @returns undefined when the user typed something else, or there is nothing left; then the generation is over.
   */
  async #read(generation: Generation, typed: string, job: Job): Promise<string | undefined> {
    const end = completionEnd(job.cursor, job.lines);
    try {
      for (;;) {
        const { text } = generation;
        if (text.length < typed.length ? !this.#mayStillMatch(generation, typed) : !text.startsWith(typed)) {
          generation.stop();
          return undefined;
        }
        if (text.length >= typed.length) {
          const rest = text.slice(typed.length);
          const length = end(rest, !generation.isRunning);
          if (length !== undefined) return rest === "" && typed !== "" ? undefined : rest.slice(0, length);
        }
        if (!generation.isRunning) return undefined;
        await generation.more(job.signal);
      }
    } catch (error) {
      if (job.signal.aborted) this.#stopUnlessFollowed(generation);
      throw error;
    }
  }

  /** The model has not written as much as the user typed. Over the end of a line the prompt would be another one. */
  #mayStillMatch(generation: Generation, typed: string): boolean {
    return generation.isRunning && !typed.includes("\n") && typed.startsWith(generation.text);
  }

  /** The request is over, and the next one may want the generation; it comes soon or not at all. */
  #stopUnlessFollowed(generation: Generation): void {
    const { signal } = new AbortController();
    void this.#parts.clock.sleep(graceMs, signal).then(() => {
      if (this.#request === undefined && this.#generation === generation) generation.stop();
    });
  }

  /** Asks the engine, after a wait that may be none. */
  async #ask(job: Job): Promise<Found | { readonly reason: Reason }> {
    const { request, signal, began } = job;
    const { clock, model } = this.#parts;
    const loaded = await model(request.invoked, signal);
    signal.throwIfAborted();
    if ("reason" in loaded) return loaded;
    if (loaded.automaticOff === true && !request.invoked) return { reason: "automaticOff" };
    const { speed } = this.#engine;
    const prompt = this.#engine.promptAt(request.place, loaded);
    const left = request.invoked ? 0 : this.#wait(job, this.#engine.uncovered(prompt)) - (clock.now() - began);
    if (left > 0) await clock.sleep(left, signal);
    this.#generation?.stop();
    const limit = speed.maxTokens(maxTokens[job.lines]);
    this.#generation = this.#engine.generate(job.caret, prompt, limit, "completion", (over) => this.#over(over));
    try {
      return (await this.#follow(job)) ?? { reason: "blank" };
    } catch (error) {
      if (PonderFailure.is(error, "promptTooLong")) return { reason: "promptTooLong" };
      throw error;
    }
  }

  /** How long to wait for another key, in milliseconds. */
  #wait({ cursor }: Job, uncovered: number): number {
    return debounce({
      uncovered,
      prefillMs: this.#engine.speed.prefillMs(uncovered),
      interval: this.#rhythm.interval,
      score: contextScore(cursor.before, cursor.after, nextLine(cursor) === undefined),
      contradicted: this.#usefulness.contradicted,
    });
  }

  async #prefill(place: CompletionPlace, signal: AbortSignal): Promise<void> {
    const { context, model, whenIdle } = this.#parts;
    await context.refresh(place, signal);
    await whenIdle?.(signal);
    const loaded = await model(false, signal);
    signal.throwIfAborted();
    if ("reason" in loaded || this.#generation !== undefined) return;
    const prompt = this.#engine.promptAt(place, loaded);
    if (this.#engine.uncovered(prompt) > fewTokens) await this.#engine.prefill(prompt, signal);
  }

  /** Keeps what a generation wrote: all of it when the model ended, else its whole lines. */
  #over(generation: Generation): void {
    const { start, text, ended } = generation;
    if (this.#generation === generation) this.#generation = undefined;
    const kept = ended ? text : text.slice(0, endOfLines(text));
    if (ended || kept !== "") this.#known.add(start, { text: kept, ended });
  }

  #show(request: CompletionRequest, { candidate, source, generation }: Found, began: number): CompletionAnswer {
    const { clock, observe } = this.#parts;
    const { place, selected } = request;
    const start = selected?.start ?? place.offset;
    const text = place.text.slice(start, place.offset) + candidate.text;
    if (selected !== undefined && !text.startsWith(selected.text)) {
      generation?.stop();
      return { reason: "notSelected" };
    }
    const item = { id: ++this.#lastId, text, start, end: place.offset + candidate.replaces };
    const latencyMs = clock.now() - began;
    this.#usefulness.shown(caretTextOf(place), candidate.text.replaceAll("\r\n", "\n"));
    if (generation !== undefined) this.#goOnBehind(generation, place, candidate);
    observe({ type: "shown", source, texts: [text], latencyMs });
    return { items: [item], source, latencyMs };
  }

  /** Behind a shown suggestion the same generation goes on for a line or a few tokens: it will be wanted next. */
  #goOnBehind(generation: Generation, place: CompletionPlace, { text }: Candidate): void {
    const typed = typedSince(caretTextOf(place), generation.start) ?? "";
    const shown = typed.length + text.length;
    const { tokens } = generation;
    generation.endWhen(
      (written, now) => this.#mustSaveWork() || now >= tokens + aheadTokens || hasFullLine(written.slice(shown)),
    );
  }

  /** Whether the user may still be on the way to what is being generated. */
  #mayGoOn({ start, text }: Generation, caret: CaretText): boolean {
    const typed = typedSince(caret, start);
    return typed !== undefined && (text.startsWith(typed) || typed.startsWith(text));
  }

  /** Work that may be in vain has to wait. */
  #mustSaveWork(): boolean {
    const { onBattery, isBusy } = this.#parts;
    return onBattery() || isBusy() || this.#usefulness.share < minUsefulness;
  }
}

/** Whether a text has a line end behind a line that is not blank. */
function hasFullLine(text: string): boolean {
  return /\S[^\n]*\n[^\n]*\S[^\n]*\n/.test(text) || /^\s*\n[^\n]*\S[^\n]*\n/.test(text);
}

/** Where the last whole line of a text ends, behind its line end. */
const endOfLines = (text: string): number => text.lastIndexOf("\n") + 1;
