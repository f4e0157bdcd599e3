import { PonderFailure } from "../../protocol/errors.js";
import { alternatives } from "./alternatives.js";
import type { Source } from "./completionEvent.js";
import type { CompleterParts } from "./completerParts.js";
import type { CompletionJob } from "./completionJob.js";
import type { CompletionLines } from "./completionLines.js";
import type { CompletionPlace } from "./completionPlace.js";
import type { CompletionAnswer, CompletionItem, CompletionRequest } from "./completionRequest.js";
import { cursorContext, nextLine } from "./cursorContext.js";
import { filterCompletion } from "./filterCompletion.js";
import type { Candidate } from "./filters/filter.js";
import { halfBudget } from "./layout/windowBudget.js";
import { IdlePrefill } from "./idlePrefill.js";
import { aheadTokens, hasNextLine, NextCompletion } from "./nextCompletion.js";
import { PromptedEngine, type CompletionModel } from "./promptedEngine.js";
import type { Reason } from "./reasons.js";
import { caretTextOf, typedSince, type CaretText } from "./reuse/caretText.js";
import type { Generation } from "./reuse/generation.js";
import { KnownCompletions } from "./reuse/knownCompletions.js";
import { readGeneration } from "./reuse/readGeneration.js";
import { completionEnd } from "./stop/completionEnd.js";
import { isInComment, linesWanted } from "./syntax/linesWanted.js";
import { contextScore, debounce } from "./timing/debounce.js";
import { closedGate } from "./timing/gates.js";
import { TypingRhythm } from "./timing/typingRhythm.js";
import { Usefulness } from "./timing/usefulness.js";

/** Most tokens of a completion of one line, and of several. */
const maxTokens = { single: 64, multi: 128 } as const;
/** Work ahead is done while at least this share of what was shown lately came to stand in the document. */
const minUsefulness = 0.3;
/** The same for writing on behind what is shown: more than is taken for granted, so not before one was of use. */
const usefulToGoOn = 0.55;

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
  readonly #idle: IdlePrefill;
  readonly #next: NextCompletion;
  readonly #known = new KnownCompletions();
  readonly #rhythm = new TypingRhythm();
  readonly #usefulness = new Usefulness();
  #request: AbortController | undefined;
  #generation: Generation | undefined;
  #snoozedUntil = 0;
  #lastId = 0;
  #shownIds: ReadonlySet<number> = new Set();

  constructor(parts: CompleterParts) {
    this.#parts = parts;
    this.#engine = new PromptedEngine(parts);
    this.#idle = new IdlePrefill(parts, this.#engine, {
      isFree: () => this.#request === undefined && this.#generation === undefined,
      mayWork: () => !this.#mustSaveWork(),
    });
    this.#next = new NextCompletion({
      ...parts,
      engine: this.#engine,
      known: this.#known,
      isFree: () => this.#generation === undefined,
      mayWork: () => !this.#mustSaveWork(),
      over: (generation) => this.#over(generation),
    });
  }

  /** Tokens per second of the latest generations; undefined until there was one. */
  get tokensPerSecond(): number | undefined {
    return this.#engine.speed.tokensPerSecond;
  }

  /** How useful suggestions were lately, 0 to 1; see {@link Usefulness}. */
  get usefulness(): number {
    return this.#usefulness.share;
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
    this.#next.end();
    const own = new AbortController();
    this.#request = own;
    if (!request.invoked) this.#rhythm.key(began);
    observe({ type: "request", invoked: request.invoked });
    let answer: CompletionAnswer;
    try {
      const job = this.#jobOf(request, began, AbortSignal.any([signal, own.signal]));
      const found = await this.#find(job);
      if ("reason" in found) answer = found;
      else
        answer = this.#show(
          job,
          found,
          request.invoked && request.aside !== true ? await this.#others(job, found) : [],
        );
    } catch (error) {
      if (!own.signal.aborted || signal.aborted) throw error;
      answer = { reason: "superseded" };
    } finally {
      if (this.#request === own) this.#request = undefined;
      this.#idle.wake();
    }
    if ("reason" in answer) observe({ type: "none", reason: answer.reason });
    return answer;
  }

  /** The caret rests here: gathers context, and evaluates the prompt as it would be asked. Never throws. */
  async caretRested(place: CompletionPlace): Promise<void> {
    if (!this.#isSnoozed()) await this.#idle.rested(place);
  }

  /** None come by themselves until then. @param until on the clock that was handed in; undefined: they do again. */
  snooze(until: number | undefined): void {
    this.#snoozedUntil = until ?? 0;
  }

  /** The user accepted a suggestion, all of it. */
  accepted(id: number): void {
    // By now another suggestion may be shown.
    if (this.#shownIds.has(id)) this.#usefulness.accepted();
    this.#parts.observe({ type: "accepted", id });
  }

  /** Another model is used: what the one before wrote, and what is known of its speed, is forgotten. */
  forget(): void {
    this.#idle.end();
    this.#next.end();
    this.#generation?.stop();
    this.#known.clear();
    this.#engine.forget();
  }

  /** Ends all work. */
  dispose(): void {
    this.#request?.abort();
    this.forget();
  }

  #jobOf(request: CompletionRequest, began: number, signal: AbortSignal): CompletionJob {
    const { place } = request;
    const cursor = cursorContext(place, this.#parts.syntaxOf?.(place));
    let lines: CompletionLines | undefined;
    const wanted = () => (lines ??= linesWanted(cursor));
    return {
      ...{ request, caret: caretTextOf(place), cursor, began, signal },
      get lines() {
        return wanted();
      },
    };
  }

  async #find(job: CompletionJob): Promise<Found | { readonly reason: Reason }> {
    const { request, cursor } = job;
    const { onBattery } = this.#parts;
    const reason = closedGate({
      invoked: request.invoked,
      settings: request.settings,
      ignored: request.ignored,
      languageId: request.place.languageId,
      text: request.place.text,
      cursor,
      snoozed: this.#isSnoozed(),
      onBattery: onBattery(),
      inComment: () => isInComment(cursor),
    });
    if (request.aside !== true) {
      this.#usefulness.moved(job.caret);
      this.#idle.typed(request.place);
    }
    if (!this.#idle.isFor(job.caret)) this.#idle.end();
    if (reason === undefined) return this.#findKnown(job) ?? (await this.#follow(job)) ?? (await this.#ask(job));
    this.#generation?.stop();
    return { reason };
  }

  /** What is known for the place. Nothing is waited for. */
  #findKnown(job: CompletionJob): Found | { readonly reason: Reason } | undefined {
    let isOver = false;
    for (const known of this.#known.find(job.caret)) {
      const { text, ended, byModel, how } = known;
      isOver ||= byModel && text.trim() === "";
      const lines = known.lines ?? job.lines;
      // Whole lines that are known are shown at once, though there might be more of them.
      const length = completionEnd(job.cursor, lines)(text, ended) ?? endOfLines(text);
      if (length === 0 && how === "typed") continue;
      const candidate = filterCompletion(text.slice(0, length), job.cursor, lines);
      if (!("dropped" in candidate)) {
        if (this.#generation !== undefined && !this.#generation.mayFollow(job.caret, text)) this.#generation.stop();
        return { candidate, source: how };
      }
      // Typed to its end it says nothing of what comes next; at its own place it is what the model has to say.
      if (how === "cache") return { reason: candidate.dropped };
    }
    // Greedy as it is, the model would end here again.
    return isOver ? { reason: "blank" } : undefined;
  }

  /** Waits for what is being generated, as long as the user types what the model writes. */
  async #follow(job: CompletionJob): Promise<Found | { readonly reason: Reason } | undefined> {
    const generation = this.#generation;
    if (generation === undefined) return undefined;
    const typed = typedSince(job.caret, generation.start);
    if (typed === undefined) {
      generation.stop();
      return undefined;
    }
    const text = await readGeneration(generation, typed, job, this.#parts.clock);
    if (text === undefined) return undefined;
    const source = typed === "" && generation.purpose === "completion" ? "engine" : "inFlight";
    const candidate = filterCompletion(text, job.cursor, job.lines);
    if ("dropped" in candidate) {
      generation.stop();
      if (typed !== "") return undefined;
      this.#known.add(job.caret, { text, ended: true, byModel: false, lines: job.lines });
      return { reason: candidate.dropped };
    }
    return { candidate, source, generation };
  }

  /** Asks the engine, after a wait that may be none. */
  async #ask(job: CompletionJob): Promise<Found | { readonly reason: Reason }> {
    const { request, signal, began } = job;
    const { clock, model } = this.#parts;
    const loaded = await model(request.invoked, signal);
    signal.throwIfAborted();
    if ("reason" in loaded) return loaded;
    if (loaded.automaticOff === true && !request.invoked) return { reason: "automaticOff" };
    const uncovered = this.#engine.uncovered(this.#engine.promptAt(request.place, loaded));
    const left = request.invoked ? 0 : this.#wait(job, uncovered) - (clock.now() - began);
    if (left > 0) await clock.sleep(left, signal);
    try {
      return await this.#generate(job, loaded).catch((error: unknown) => {
        if (!PonderFailure.is(error, "promptTooLong")) throw error;
        return this.#generate(job, { ...loaded, budget: halfBudget(loaded.budget) });
      });
    } catch (error) {
      if (PonderFailure.is(error, "promptTooLong")) return { reason: "promptTooLong" };
      throw error;
    }
  }

  async #generate(job: CompletionJob, model: CompletionModel): Promise<Found | { readonly reason: Reason }> {
    this.#idle.end();
    this.#generation?.stop();
    const prompt = this.#engine.promptAt(job.request.place, model);
    const limit = this.#engine.speed.maxTokens(maxTokens[job.lines]);
    const task = { start: job.caret, purpose: "completion", lines: job.lines } as const;
    this.#generation = this.#engine.generate(task, prompt, limit, (over) => this.#over(over));
    // Nothing comes of it only where somebody ended it: the model was changed.
    return (await this.#follow(job)) ?? { reason: "superseded" };
  }

  /** Other suggestions than the one that was found, on demand. */
  async #others(job: CompletionJob, { candidate }: Found): Promise<readonly Candidate[]> {
    const { clock, model } = this.#parts;
    const loaded = await model(true, job.signal);
    if ("reason" in loaded) return [];
    this.#idle.end();
    this.#generation?.stop();
    const limit = this.#engine.speed.maxTokens(maxTokens[job.lines]);
    return alternatives(job, candidate, { engine: this.#engine, model: loaded, clock }, limit);
  }

  /** How long to wait for another key, in milliseconds. */
  #wait({ cursor }: CompletionJob, uncovered: number): number {
    return debounce({
      uncovered,
      prefillMs: this.#engine.speed.prefillMs(uncovered),
      interval: this.#rhythm.interval,
      score: contextScore(cursor.before, cursor.after, nextLine(cursor) === undefined),
      contradicted: this.#usefulness.contradicted,
    });
  }

  /** Keeps what a generation wrote: all of it when the model ended, else its whole lines. */
  #over(generation: Generation): void {
    const { start, text, ended, endedByModel, lines } = generation;
    if (this.#generation === generation) this.#generation = undefined;
    this.#idle.wake();
    const kept = ended ? text : text.slice(0, endOfLines(text));
    if (!ended && kept === "") return;
    this.#known.add(start, { text: kept, ended, byModel: endedByModel, ...(lines !== undefined && { lines }) });
  }

  #show(job: CompletionJob, { candidate, source, generation }: Found, more: readonly Candidate[]): CompletionAnswer {
    const { clock, observe } = this.#parts;
    const { request, began } = job;
    const items = [candidate, ...more].flatMap((each) => this.#itemOf(request, each));
    if (items.length === 0) {
      generation?.stop();
      return { reason: "notSelected" };
    }
    const latencyMs = clock.now() - began;
    if (request.aside === true) {
      generation?.stop();
      return { items, source, latencyMs };
    }
    this.#shownIds = new Set(items.map(({ id }) => id));
    this.#usefulness.shown(job.caret, candidate.text.replaceAll("\r\n", "\n"));
    if (generation === undefined)
      void this.#next.compute(request.place, candidate, (begun) => (this.#generation = begun));
    else this.#goOnBehind(generation, job.caret, candidate);
    observe({ type: "shown", source, texts: items.map(({ text }) => text), latencyMs });
    return { items, source, latencyMs };
  }

  /** The item of a candidate, if it goes with what is selected in the editor's own list. */
  #itemOf({ place, selected }: CompletionRequest, { text, replaces }: Candidate): CompletionItem[] {
    const start = selected?.start ?? place.offset;
    const whole = place.text.slice(start, place.offset) + text;
    if (selected !== undefined && !whole.startsWith(selected.text)) return [];
    return [{ id: ++this.#lastId, text: whole, start, end: place.offset + replaces }];
  }

  /** Behind a shown suggestion the same generation goes on for a line or a few tokens: it will be wanted next. */
  #goOnBehind(generation: Generation, caret: CaretText, { text }: Candidate): void {
    const typed = typedSince(caret, generation.start) ?? "";
    const shown = typed.length + text.length;
    const { tokens } = generation;
    generation.endWhen(
      (written, now) =>
        this.#mustSaveWork(usefulToGoOn) || now >= tokens + aheadTokens || hasNextLine(written.slice(shown)),
    );
  }

  #isSnoozed(): boolean {
    return this.#parts.clock.now() < this.#snoozedUntil;
  }

  /** Work that may be in vain has to wait. @param useful share of what was shown lately that has to have been used. */
  #mustSaveWork(useful = minUsefulness): boolean {
    const { onBattery, isBusy } = this.#parts;
    return onBattery() || isBusy() || this.#usefulness.share < useful;
  }
}

/** Where the last whole line of a text ends, behind its line end. */
const endOfLines = (text: string): number => text.lastIndexOf("\n") + 1;
