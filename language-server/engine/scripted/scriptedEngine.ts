import { PonderFailure } from "../../../protocol/errors.js";
import type { Usage } from "../../../protocol/events.js";
import {
  knownSpecialTokens,
  type Engine,
  type EngineState,
  type GenerateEvent,
  type GenerateRequest,
  type GroupEvent,
  type GroupRequest,
  type LoadedModel,
  type LoadOptions,
  type OnLoadProgress,
  type PrefillRequest,
  type PromptPart,
} from "../engine.js";
import { StopMatcher } from "../stopMatcher.js";
import { splitText, type Split } from "./splitters.js";

/** What the scripted engine says to one request. */
export interface ScriptedAnswer {
  /** Raw text as the model would write it: a thought, `</think>`, an answer. */
  readonly text: string;
  /** Default `worst`. */
  readonly split?: Split;
  /** What happens after the text; default: the model ends. */
  readonly then?:
    | { readonly type: "end" | "length" }
    /** The generation fails with this error. */
    | { readonly type: "fails"; readonly failure: PonderFailure }
    /** The process dies: the generation fails with `engineStopped`, and the model is gone until the next load. */
    | { readonly type: "dies" }
    /** Nothing more comes until the request is aborted. */
    | { readonly type: "hangs" };
}

/** A list is used up in its order, one for each candidate of a group; a function decides by request and candidate. */
export type Script = readonly ScriptedAnswer[] | ((request: GenerateRequest, candidate: number) => ScriptedAnswer);

const model: LoadedModel = {
  name: "Scripted",
  path: "/scripted.gguf",
  bytes: 1,
  parameters: 1,
  architecture: "scripted",
  trainContext: 4096,
  contextSize: 4096,
  device: "CPU",
  gpuLayers: 0,
  layers: 1,
  threads: 1,
  specialTokens: knownSpecialTokens,
};

/**
 * An engine that says what a test tells it to, for tests of everything above the engine. It keeps the promises of
 * {@link Engine} (whole characters, stop texts, aborts, limits) and uses no clock: the figures in its usage are fixed.
 */
export class ScriptedEngine implements Engine {
  /** Every request it got, in order, with the prompt. */
  readonly requests: GenerateRequest[] = [];
  /** Every group it was asked for, in order. */
  readonly groups: GroupRequest[] = [];
  /** Every prompt it was asked to evaluate ahead. */
  readonly prefills: PrefillRequest[] = [];
  /** Every load it was asked for. */
  readonly loads: LoadOptions[] = [];
  readonly #script: Script;
  readonly #properties: Partial<LoadedModel>;
  readonly #listeners = new Set<() => void>();
  #state: EngineState = "stopped";
  #model: LoadedModel | undefined;
  #used = 0;
  #running = 0;

  /** @param properties what the model it pretends to load is like, such as its special tokens. */
  constructor(script: Script, properties: Partial<LoadedModel> = {}) {
    this.#script = script;
    this.#properties = properties;
  }

  readonly memoryBytes = undefined;
  /** What it was told to resume. */
  resumed: string | undefined;

  get state(): EngineState {
    return this.#state;
  }

  get model(): LoadedModel | undefined {
    return this.#model;
  }

  /** Generations that have not ended. */
  get running(): number {
    return this.#running;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  load(options: LoadOptions, onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    this.loads.push(options);
    onProgress(1);
    this.#model = { ...model, path: options.path, threads: options.threads, ...this.#properties };
    this.#change("running");
    return Promise.resolve(this.#model);
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, undefined> {
    signal.throwIfAborted();
    if (this.#model === undefined) throw stopped("No model is loaded at the moment.");
    this.requests.push(request);
    const answer = this.#next(request, 0);
    this.#running++;
    try {
      yield* this.#play(request, answer, signal);
    } finally {
      this.#running--;
    }
  }

  /** The candidates come one after the other, each with an answer of its own. */
  async *generateGroup(request: GroupRequest, signal: AbortSignal): AsyncGenerator<GroupEvent, void, undefined> {
    signal.throwIfAborted();
    if (this.#model === undefined) throw stopped("No model is loaded at the moment.");
    this.groups.push(request);
    const promptTokens = request.prompt.length;
    let generatedTokens = 0;
    this.#running++;
    try {
      yield { type: "prefill", evaluated: promptTokens, total: promptTokens };
      for (let candidate = 0; candidate < request.count; candidate++) {
        for await (const event of this.#play(request, this.#next(request, candidate), signal)) {
          if (event.type === "text") yield { ...event, candidate };
          if (event.type !== "done") continue;
          generatedTokens += event.usage.generatedTokens;
          yield { type: "ended", candidate, reason: event.reason };
        }
      }
      yield { type: "done", usage: usageOf(promptTokens, generatedTokens) };
    } finally {
      this.#running--;
    }
  }

  prefill(request: PrefillRequest, signal: AbortSignal): Promise<number> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    this.prefills.push(request);
    return Promise.resolve(request.prompt.length);
  }

  /** A part of a prompt counts as one token. */
  countTokens(prompts: readonly (readonly PromptPart[])[], signal: AbortSignal): Promise<readonly number[]> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return Promise.resolve(prompts.map((parts) => parts.length));
  }

  async keepForRestart(): Promise<string> {
    await this.unload();
    return "00000000-0000-4000-8000-000000000000";
  }

  resume(name: string): void {
    this.resumed = name;
  }

  unload(): Promise<void> {
    this.#model = undefined;
    this.#change("stopped");
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.#model = undefined;
    this.#change("stopped");
    this.#listeners.clear();
    return Promise.resolve();
  }

  async *#play(
    request: GenerateRequest,
    answer: ScriptedAnswer,
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent, void, undefined> {
    const promptTokens = request.prompt.length;
    const stops = new StopMatcher(request.stop ?? []);
    const then = answer.then ?? { type: "end" };
    let generatedTokens = 0;
    const done = (reason: "end" | "stop" | "length"): GenerateEvent => ({
      type: "done",
      reason,
      usage: usageOf(promptTokens, generatedTokens),
    });
    yield { type: "prefill", evaluated: promptTokens, total: promptTokens };
    for (const chunk of splitText(answer.text, answer.split ?? "worst")) {
      await turn(signal);
      // A chunk counts as one token.
      generatedTokens++;
      const { text, stopped: isStop } = stops.push(chunk);
      if (text !== "") yield { type: "text", text, tokens: 1 };
      if (isStop) {
        yield done("stop");
        return;
      }
      if (generatedTokens >= request.maxTokens) {
        yield done("length");
        return;
      }
    }
    const rest = stops.flush();
    if (rest !== "") yield { type: "text", text: rest, tokens: 1 };
    await turn(signal);
    switch (then.type) {
      case "end":
      case "length":
        yield done(then.type);
        return;
      case "fails":
        throw then.failure;
      case "dies":
        this.#model = undefined;
        this.#change("restarting");
        throw stopped("The engine process ended unexpectedly (SIGKILL).");
      case "hangs":
        await new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
        });
    }
  }

  #next(request: GenerateRequest, candidate: number): ScriptedAnswer {
    if (typeof this.#script === "function") return this.#script(request, candidate);
    const answer = this.#script[this.#used++];
    if (answer === undefined) throw new Error(`The script has ${this.#script.length} answers; one more was asked for.`);
    return answer;
  }

  #change(state: EngineState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const usageOf = (promptTokens: number, generatedTokens: number): Usage => ({
  promptTokens,
  evaluatedTokens: promptTokens,
  generatedTokens,
  ttftMs: 1,
  tokensPerSecond: 100,
});

const stopped = (message: string) =>
  new PonderFailure("engineStopped", message, "Ask again: the model is loaded first then.");

/** Lets everything else run between two chunks, as a real engine does, and looks whether the request still stands. */
async function turn(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
