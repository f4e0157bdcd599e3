import type { Usage } from "../../protocol/events.js";
import type { Engine, GenerateEvent, GroupEvent, PromptPart } from "../engine/engine.js";
import type { CompletionForm } from "../prompts/completion/completionForm.js";
import { withoutHeld } from "../prompts/completion/withoutHeld.js";
import { greedy } from "../prompts/family.js";
import type { Clock } from "./clock.js";
import type { CompletionEvent, Purpose } from "./completionEvent.js";
import type { CompletionPlace } from "./completionPlace.js";
import type { ContextChunk } from "./context/contextChunk.js";
import type { CompletionWindow } from "./layout/completionWindow.js";
import { windowAt } from "./layout/windowAt.js";
import { bytesPerToken, type WindowBudget } from "./layout/windowBudget.js";
import { Generation, type GenerationTask } from "./reuse/generation.js";
import { AffordableShare, leastShare } from "./timing/affordableShare.js";
import { EngineSpeed } from "./timing/engineSpeed.js";
import { EvaluatedPrompt } from "./timing/evaluatedPrompt.js";

/** The model for completions. */
export interface CompletionModel {
  /** How it is asked. */
  readonly form: CompletionForm;
  /** It failed its self-test: completions come on demand only. */
  readonly automaticOff?: boolean;
  /** How much of a document it is shown. */
  readonly budget: WindowBudget;
}

/** What is known besides the document. */
export interface CompletionSources {
  /** Chunks for the prompt of a document. At once, and the same ones until `refresh` changes them. */
  chunksFor(uri: string): readonly ContextChunk[];
  /**
   * Looks for better chunks. Called while nobody waits.
   *
   * @param isElsewhere most of the prompt behind the chunks has to be evaluated in any case, so that other chunks cost
   *   little more.
   */
  refresh(place: CompletionPlace, isElsewhere: boolean, signal: AbortSignal): Promise<void>;
  /** Path of a document as the model sees it. */
  pathOf(uri: string): string;
}

/** What a {@link PromptedEngine} is made of. */
export interface PromptedEngineParts {
  /** Without `generateGroup` there are no alternatives. */
  readonly engine: Pick<Engine, "generate" | "prefill"> & Partial<Pick<Engine, "generateGroup">>;
  readonly context: CompletionSources;
  readonly clock: Clock;
  /** Told about every step; it must not throw. */
  readonly observe: (event: CompletionEvent) => void;
}

/** A prompt, and what it was made with. */
export interface AskedPrompt {
  readonly parts: readonly PromptPart[];
  readonly form: CompletionForm;
  /** See `CompletionForm.heldBack`. */
  readonly heldBack: string;
}

/** The last window that a prompt was made of. */
interface LastWindow {
  readonly uri: string;
  readonly window: CompletionWindow;
  /** What it could hold of the lines above, in bytes. */
  readonly above: number;
  /** The speed was not known. */
  readonly isCautious: boolean;
}

/**
 * The engine as the pipeline sees it: it knows how prompts are made, which one stands in the KV cache, and how fast the
 * engine is.
 */
export class PromptedEngine {
  readonly #parts: PromptedEngineParts;
  readonly #evaluated = new EvaluatedPrompt();
  readonly speed = new EngineSpeed();
  readonly #share = new AffordableShare();
  #last: LastWindow | undefined;

  constructor(parts: PromptedEngineParts) {
    this.#parts = parts;
  }

  /** The prompt for a place. Its window stays where the last one of the same document was, as far as that fits. */
  promptAt(place: CompletionPlace, { form, budget }: CompletionModel): AskedPrompt {
    const { context } = this.#parts;
    const share = this.#affordableShare(budget);
    const isSlowest = share === leastShare;
    const isCautious = this.speed.prefillMs(1) === undefined;
    const affordable = {
      above: Math.floor(budget.above * share),
      suffix: isSlowest && !isCautious ? Math.floor(budget.suffix / 2) : budget.suffix,
    };
    const isWider = this.#last?.isCautious === true && affordable.above > this.#last.above;
    const previous = this.#last?.uri === place.uri && !isWider ? this.#last.window : undefined;
    const window = windowAt(place, affordable, previous);
    this.#last = { uri: place.uri, window, above: affordable.above, isCautious };
    const parts = form.render({
      path: context.pathOf(place.uri),
      languageId: place.languageId,
      window,
      chunks: isSlowest ? [] : context.chunksFor(place.uri),
    });
    return { parts, form, heldBack: form.heldBack(window.typed) };
  }

  /**
   * On a slow machine there are fewer lines above: after a jump of the caret all of them are evaluated while the user
   * waits. On the slowest ones there is nothing of other files either, which would be most of what has to be read, and
   * half as much of what stands below, which is read again after each Enter.
   */
  #affordableShare({ above }: WindowBudget): number {
    return this.#share.of(this.speed.prefillMs(above / bytesPerToken));
  }

  /** About how many tokens of the prompt are not in the KV cache. */
  uncovered({ parts }: AskedPrompt): number {
    return this.#evaluated.uncovered(parts);
  }

  /** Begins to generate. @param over told once, when it is over in whatever way. */
  generate(
    task: GenerationTask,
    asked: AskedPrompt,
    maxTokens: number,
    over: (generation: Generation) => void,
  ): Generation {
    const { engine, observe } = this.#parts;
    const { parts: prompt, form, heldBack } = asked;
    observe({ type: "engineStart", purpose: task.purpose });
    return new Generation(
      task,
      (signal) =>
        withoutHeld(
          this.#timed(
            engine.generate({ lane: "completion", prompt, maxTokens, sampling: greedy, stop: form.stop }, signal),
          ),
          heldBack,
        ),
      (generation) => {
        this.#learn(generation, asked);
        over(generation);
      },
    );
  }

  /** Several answers to one prompt, as they come; undefined where the engine cannot. */
  group(
    { parts: prompt, form }: AskedPrompt,
    count: number,
    maxTokens: number,
    signal: AbortSignal,
  ): AsyncIterable<GroupEvent> | undefined {
    const request = { lane: "completion", prompt, maxTokens, sampling: greedy, stop: form.stop, count } as const;
    const events = this.#parts.engine.generateGroup?.(request, signal);
    return events === undefined ? undefined : this.#watched(events, prompt);
  }

  /** Evaluates a prompt while nobody waits. */
  async prefill(asked: AskedPrompt, signal: AbortSignal): Promise<void> {
    const { clock, engine } = this.#parts;
    const began = clock.now();
    this.#evaluated.begun(asked.parts);
    const evaluated = await engine.prefill({ lane: "completion", prompt: asked.parts }, signal);
    if (signal.aborted) return;
    this.speed.learnPrefill(evaluated, clock.now() - began);
    this.#evaluated.set(asked.parts, 1, "");
    this.#parts.observe({ type: "prefill", evaluated });
  }

  /** Another model has another speed and an empty cache. */
  forget(): void {
    this.speed.forget();
    this.#share.forget();
    this.#evaluated.forget();
  }

  /** Learns the speed batch by batch: most requests end before they are answered, the first ones above all. */
  async *#timed(events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent, void, undefined> {
    const { clock } = this.#parts;
    let last = { evaluated: 0, at: clock.now() };
    for await (const event of events) {
      if (event.type === "prefill") {
        const { evaluated } = event;
        if (evaluated > last.evaluated) this.speed.learnPrefill(evaluated - last.evaluated, clock.now() - last.at);
        last = { evaluated, at: clock.now() };
      }
      yield event;
    }
  }

  async *#watched(
    events: AsyncIterable<GroupEvent>,
    prompt: readonly PromptPart[],
  ): AsyncGenerator<GroupEvent, void, undefined> {
    const { observe } = this.#parts;
    const purpose = "alternatives";
    observe({ type: "engineStart", purpose });
    let [evaluated, generated] = [0, 0];
    let usage: Usage | undefined;
    try {
      for await (const event of events) {
        if (event.type === "prefill") evaluated = event.evaluated;
        else if (event.type === "text") generated += event.tokens;
        else if (event.type === "done") usage = event.usage;
        yield event;
      }
    } finally {
      this.#evaluated.set(prompt, generated > 0 ? 1 : 0, "");
      observe(
        usage === undefined
          ? { type: "aborted", purpose, generated, evaluated }
          : { type: "engineEnd", purpose, usage },
      );
    }
  }

  #learn(generation: Generation, { parts, heldBack }: AskedPrompt): void {
    const { usage, purpose, tokens, evaluated, evaluatedShare, text } = generation;
    this.#evaluated.set(parts, evaluatedShare, heldBack + text);
    if (usage === undefined) this.#parts.observe({ type: "aborted", purpose, generated: tokens, evaluated });
    else this.#ended(usage, purpose, parts);
  }

  #ended(usage: Usage, purpose: Purpose, parts: readonly PromptPart[]): void {
    this.speed.learn(usage);
    this.#evaluated.measure(parts, usage.promptTokens);
    this.#parts.observe({ type: "engineEnd", purpose, usage });
  }
}
