import type {
  Engine,
  GenerateEvent,
  GenerateRequest,
  Lane,
  PrefillRequest,
} from "../../../language-server/engine/engine.js";
import { StopMatcher } from "../../../language-server/engine/stopMatcher.js";
import type { Clock } from "../../../language-server/completion/clock.js";
import { TypingWatch } from "../../../language-server/scheduler/typingWatch.js";
import { untilAborted } from "../../../language-server/untilAborted.js";
import { EngineLog, type EngineCall } from "../engineLog.js";
import type { Tokenizer } from "../tokenizer.js";
import { commonLength } from "./commonLength.js";
import type { VirtualProcessor } from "./virtualProcessor.js";

/** What a model would say behind a prompt. */
export type Says = (request: GenerateRequest) => string;

/** What a {@link VirtualEngine} is made of. */
export interface VirtualEngineParts {
  readonly clock: Clock;
  readonly processor: VirtualProcessor;
  readonly tokenizer: Tokenizer;
  readonly says: Says;
  /** Prompt tokens per batch. */
  readonly batchSize: number;
  /** The same while somebody types, of work that is less urgent than a completion. */
  readonly gentleBatchSize: number;
  readonly log: EngineLog;
  /** Whether somebody waits for the call that begins now. */
  readonly foreground: () => boolean;
}

const priorities: Readonly<Record<Lane, number>> = { completion: 0, edit: 1, chat: 1 };
const ahead = 2;

interface VirtualLane {
  tokens: number[];
  /** By which call each token was evaluated ahead, as long as nobody who waits has found it. */
  ahead: (EngineCall | undefined)[];
  /** Ends when the work before it has left the lane. */
  free: Promise<void>;
  /** Ends the evaluation ahead. */
  needed: AbortController;
}

/**
 * Ponder's engine as far as time and the KV cache go: lanes that do not know each other, batches that cannot be
 * stopped, an abort that is heard between two of them, evaluation ahead that gives way.
 */
export class VirtualEngine implements Pick<Engine, "generate" | "prefill"> {
  readonly #parts: VirtualEngineParts;
  readonly #lanes = new Map<Lane, VirtualLane>();
  readonly #typing = new TypingWatch();

  constructor(parts: VirtualEngineParts) {
    this.#parts = parts;
  }

  /** Tokens in the KV cache of a lane. */
  cached(lane: Lane): readonly number[] {
    return this.#lane(lane).tokens;
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, undefined> {
    signal.throwIfAborted();
    const { clock, processor, tokenizer, says, log, foreground } = this.#parts;
    if (request.lane === "completion") this.#typing.completionWanted(clock.now());
    const call = request.lane === "completion" ? log.begin(foreground(), clock.now()) : unlogged(clock.now());
    const lane = this.#lane(request.lane);
    const priority = priorities[request.lane];
    let left = false;
    const wanted = (): boolean => !signal.aborted && !left;
    lane.needed.abort();
    const leave = await this.#enter(lane, signal);
    const began = clock.now();
    // The batch that runs when somebody leaves runs to its end, and its tokens stay.
    let step: Promise<unknown> = Promise.resolve();
    try {
      const text = says(request);
      const prompt = tokenizer.encodePrompt(request.prompt);
      const cached = Math.min(commonLength(lane.tokens, prompt), prompt.length - 1);
      keep(lane, cached);
      if (call.foreground) takeAhead(lane);
      call.prompt = prompt.length;
      const total = prompt.length - cached;
      yield { type: "prefill", evaluated: 0, total, cached };
      for (let from = cached; from < prompt.length;) {
        const chunk = prompt.slice(from, from + this.#batchSize(request.lane));
        from += chunk.length;
        const work = processor.compute(chunk.length, priority, wanted).then((done) => {
          if (!done) return;
          push(lane, chunk, call.foreground ? undefined : call);
          call.evaluated += chunk.length;
        });
        step = work;
        await untilAborted(work, signal);
        yield { type: "prefill", evaluated: call.evaluated, total, cached };
      }
      // The last batch of the prompt brings the first token.
      const first = clock.now();
      const stop = new StopMatcher(request.stop ?? []);
      const usage = () => ({
        promptTokens: prompt.length,
        evaluatedTokens: call.evaluated,
        generatedTokens: call.generated,
        ttftMs: first - began,
        tokensPerSecond: call.generated < 2 ? 0 : ((call.generated - 1) * 1000) / Math.max(1, clock.now() - first),
      });
      const pieces = tokenizer.pieces(text);
      const tokens = tokenizer.encode(text);
      for (const [at, piece] of [...pieces, undefined].entries()) {
        call.generated++;
        if (piece === undefined) {
          yield { type: "done", reason: "end", usage: usage() };
          return;
        }
        const seen = stop.push(piece);
        if (seen.text !== "") yield { type: "text", text: seen.text, tokens: 1 };
        if (seen.stopped || call.generated >= request.maxTokens) {
          if (!seen.stopped) {
            const rest = stop.flush();
            if (rest !== "") yield { type: "text", text: rest, tokens: 1 };
          }
          yield { type: "done", reason: seen.stopped ? "stop" : "length", usage: usage() };
          return;
        }
        const work = processor.compute(1, priority, wanted).then((done) => {
          if (done) push(lane, tokens.slice(at, at + 1), undefined);
        });
        step = work;
        await untilAborted(work, signal);
      }
    } finally {
      left = true;
      call.aborted = signal.aborted;
      void step.then(leave);
    }
  }

  async prefill({ lane: name, prompt }: PrefillRequest, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const { clock, processor, tokenizer, log } = this.#parts;
    const lane = this.#lane(name);
    lane.needed = new AbortController();
    const either = AbortSignal.any([signal, lane.needed.signal]);
    const call = log.begin(false, clock.now());
    const leave = await this.#enter(lane, signal);
    let step: Promise<unknown> = Promise.resolve();
    try {
      const tokens = tokenizer.encodePrompt(prompt);
      call.prompt = tokens.length;
      const cached = Math.min(commonLength(lane.tokens, tokens), tokens.length);
      keep(lane, cached);
      for (let from = cached; from < tokens.length && !either.aborted;) {
        const chunk = tokens.slice(from, from + this.#batchSize(name));
        from += chunk.length;
        const work = processor
          .compute(chunk.length, ahead, () => !either.aborted)
          .then((done) => {
            if (!done) return;
            push(lane, chunk, call);
            call.evaluated += chunk.length;
          });
        step = work;
        await untilAborted(work, signal);
      }
      signal.throwIfAborted();
      return call.evaluated;
    } finally {
      call.aborted = either.aborted;
      void step.then(leave);
    }
  }

  #batchSize(lane: Lane): number {
    const { batchSize, gentleBatchSize, clock } = this.#parts;
    return lane !== "completion" && this.#typing.isTyping(clock.now()) ? gentleBatchSize : batchSize;
  }

  #lane(name: Lane): VirtualLane {
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = { tokens: [], ahead: [], free: Promise.resolve(), needed: new AbortController() };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  /** Waits for the lane. @returns the function that leaves it. */
  async #enter(lane: VirtualLane, signal: AbortSignal): Promise<() => void> {
    const before = lane.free;
    let leave: () => void = () => undefined;
    lane.free = new Promise((resolve) => (leave = resolve));
    try {
      await untilAborted(before, signal);
    } catch (error) {
      void before.then(leave);
      throw error;
    }
    return leave;
  }
}

function keep(lane: VirtualLane, tokens: number): void {
  lane.tokens.length = tokens;
  lane.ahead.length = tokens;
}

function push(lane: VirtualLane, tokens: readonly number[], ahead: EngineCall | undefined): void {
  lane.tokens.push(...tokens);
  for (const _ of tokens) lane.ahead.push(ahead);
}

/** Somebody who waits finds what was evaluated ahead. */
function takeAhead({ ahead }: VirtualLane): void {
  for (const [at, call] of ahead.entries()) {
    if (call === undefined) continue;
    call.found = (call.found ?? 0) + 1;
    ahead[at] = undefined;
  }
}

/** The chat's work is not the completions'. */
const unlogged = (at: number): EngineCall => new EngineLog().begin(false, at);
