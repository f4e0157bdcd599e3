import type { ChatTurnResult } from "../../protocol/chat.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { TurnEvent, Usage } from "../../protocol/events.js";
import type { Engine, GenerateEvent, Lane, PromptPart, Script } from "../engine/engine.js";
import type { ModelService, ReadyModel } from "../models/modelService.js";
import { ThinkingSplitter, type Piece } from "../thinking/splitThinking.js";

/** Most tokens that one turn may generate, thought and answer together. */
const maxAnswerTokens = 4096;

/** One turn to generate. */
export interface TurnRequest {
  readonly lane: Lane;
  readonly prompt: readonly PromptPart[];
  readonly model: ReadyModel;
  /** The answer repeats the prompt's code; see `GenerateRequest.lookup`. */
  readonly lookup?: boolean;
  /** The letters it may use; see `GenerateRequest.scripts`. */
  readonly scripts?: readonly Script[] | undefined;
}

/** Takes the events of a turn, in order. */
export type Emit = (event: TurnEvent) => void;

/** Tokens that are kept free for the thought and the answer: at most half of the context. */
export function answerReserve(contextSize: number): number {
  return Math.min(maxAnswerTokens, Math.floor(contextSize / 2));
}

/**
 * Generates one turn: prompt → engine → splitter → events. `usage` is the last event, also when the turn is
 * stopped or fails after it began; before it, `conclude` may add what follows from the answer.
 *
 * @param conclude makes the result out of the complete turn.
 * @throws `thoughtOnly` when there is no answer, else what the engine and `conclude` throw.
 */
export async function runTurn<T>(
  parts: { readonly engine: Engine; readonly models: ModelService },
  request: TurnRequest,
  emit: Emit,
  signal: AbortSignal,
  conclude: (turn: ChatTurnResult) => T,
): Promise<T> {
  const turn = new RunningTurn(parts.models, emit);
  const { lane, prompt, model, lookup = false, scripts } = request;
  const maxTokens = answerReserve(model.info.contextSize);
  try {
    const events = parts.engine.generate(
      { lane, prompt, maxTokens, sampling: model.sampling, lookup, ...(scripts && { scripts }) },
      signal,
    );
    for await (const event of events) turn.take(event);
    return conclude(turn.result());
  } finally {
    turn.end();
  }
}

/** What is known of a turn while it is generated. */
class RunningTurn {
  readonly #splitter = new ThinkingSplitter();
  readonly #started = performance.now();
  #firstToken: number | undefined;
  #lastToken = this.#started;
  #tokens = 0;
  #thoughtTokens = 0;
  #thoughtMs = 0;
  #thoughtClosed = false;
  #prompt = { cached: 0, total: 0, evaluated: 0 };
  #thinking = "";
  #answer = "";
  #done: Extract<GenerateEvent, { type: "done" }> | undefined;
  #endActivity: () => void;

  constructor(
    private readonly models: ModelService,
    private readonly emit: Emit,
  ) {
    this.#endActivity = models.begin("thinking");
  }

  take(event: GenerateEvent): void {
    switch (event.type) {
      case "prefill":
        this.#prompt = { cached: event.cached ?? 0, total: event.total, evaluated: event.evaluated };
        if (event.total > 0)
          this.emit({ type: "phase", phase: "reading", progress: Math.min(1, event.evaluated / event.total) });
        return;
      case "text":
        this.#takeText(event.text, event.tokens);
        return;
      case "done":
        this.#split(() => this.#splitter.end());
        this.#done = event;
        return;
    }
  }

  /** The complete turn. */
  result(): ChatTurnResult {
    const done = this.#done;
    if (done === undefined) throw new Error("The engine ended a generation without saying so");
    if (!this.#splitter.closed || this.#answer.trim() === "") throw thoughtOnly(done.reason);
    return {
      thinking: { text: this.#thinking, ms: this.#thoughtMs, tokens: this.#thoughtTokens },
      answer: this.#answer,
      stopReason: done.reason === "length" ? "length" : "end",
      usage: done.usage,
    };
  }

  /** Closes the turn, however it went. What was held back of an interrupted thought is dropped. */
  end(): void {
    this.#endActivity();
    const usage = this.#done?.usage ?? this.#measured();
    if (usage.promptTokens > 0) this.emit({ type: "usage", ...usage });
  }

  #takeText(text: string, tokens: number): void {
    const now = performance.now();
    this.#firstToken ??= now;
    this.#lastToken = now;
    this.#tokens += tokens;
    if (!this.#splitter.closed) this.#thoughtTokens += tokens;
    this.#split(() => this.#splitter.push(text));
  }

  #split(pieces: () => readonly Piece[]): void {
    const found = pieces();
    for (const piece of found.filter(({ part }) => part === "thinking")) this.#add(piece);
    if (this.#splitter.closed && !this.#thoughtClosed) this.#closeThought();
    for (const piece of found.filter(({ part }) => part === "answer")) this.#add(piece);
  }

  #add({ part, text }: Piece): void {
    if (part === "thinking") this.#thinking += text;
    else this.#answer += text;
    this.emit({ type: part, text });
  }

  #closeThought(): void {
    this.#thoughtClosed = true;
    this.#thoughtMs = Math.round(this.#lastToken - (this.#firstToken ?? this.#lastToken));
    this.emit({ type: "thinkingDone", ms: this.#thoughtMs, tokens: this.#thoughtTokens });
    this.#endActivity();
    this.#endActivity = this.models.begin("answering");
  }

  /** The cost of a turn that was stopped, as far as it was seen from here. */
  #measured(): Usage {
    const seconds = (this.#lastToken - (this.#firstToken ?? this.#lastToken)) / 1000;
    return {
      promptTokens: this.#prompt.cached + this.#prompt.total,
      // The prompt's last token is evaluated along with the first one that is generated.
      evaluatedTokens: this.#tokens > 0 ? this.#prompt.total : this.#prompt.evaluated,
      generatedTokens: this.#tokens,
      ttftMs: this.#firstToken === undefined ? 0 : Math.round(this.#firstToken - this.#started),
      tokensPerSecond: this.#tokens > 1 && seconds > 0 ? (this.#tokens - 1) / seconds : 0,
    };
  }
}

function thoughtOnly(reason: "end" | "stop" | "length"): PonderFailure {
  return reason === "length"
    ? new PonderFailure(
        "thoughtOnly",
        "The model thought until its token limit and did not get to an answer.",
        "Ask for a smaller piece of work, or raise ponder.model.contextSize.",
      )
    : new PonderFailure(
        "thoughtOnly",
        "The model ended with its thought and gave no answer.",
        "Ask again, or put the question in other words.",
      );
}
