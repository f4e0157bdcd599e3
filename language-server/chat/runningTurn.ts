import type { ChatTurnResult } from "../../protocol/chat.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { ThoughtClosedBy, Usage } from "../../protocol/events.js";
import type { GenerateEvent } from "../engine/engine.js";
import type { ModelService } from "../models/modelService.js";
import { LoopDetector } from "../thinking/loopDetector.js";
import { ThinkingSplitter, type Piece } from "../thinking/splitThinking.js";
import type { ThoughtForm } from "../thinking/thoughtForms.js";
import type { Emit } from "./runTurn.js";

/** What is known of a turn while it is generated, in one generation or in two. */
export class RunningTurn {
  readonly #splitter: ThinkingSplitter;
  readonly #loop = new LoopDetector();
  readonly #started = performance.now();
  #firstToken: number | undefined;
  #lastToken = this.#started;
  #thoughtTokens = 0;
  #thoughtMs = 0;
  #thoughtClosed: boolean;
  #closedBy: ThoughtClosedBy | undefined;
  /** Of the generation that runs. */
  #prompt = { cached: 0, total: 0, evaluated: 0 };
  #partTokens = 0;
  #done: Extract<GenerateEvent, { type: "done" }> | undefined;
  /** Of the generation whose thought was closed. */
  #before: Usage | undefined;
  #written = "";
  #thinking = "";
  #answer = "";
  #endActivity: () => void;

  /** @param budget most tokens of the thought; 0: the prompt ended behind an empty thought. */
  constructor(
    private readonly models: ModelService,
    private readonly emit: Emit,
    private readonly budget: number,
    form: ThoughtForm,
  ) {
    this.#thoughtClosed = budget === 0;
    this.#splitter = new ThinkingSplitter(budget === 0 ? "answer" : "thought", form);
    this.#endActivity = models.begin(budget === 0 ? "answering" : "thinking");
  }

  /** Whether the answer has not begun. */
  get isOpen(): boolean {
    return !this.#splitter.closed;
  }

  /** Whether a thought is being written. */
  get isThinking(): boolean {
    return this.isOpen && this.#firstToken !== undefined && this.#done === undefined;
  }

  /** Whether the generation is over. */
  get isDone(): boolean {
    return this.#done !== undefined;
  }

  /** Why the thought must be closed now. */
  get mustClose(): ThoughtClosedBy | undefined {
    if (!this.isThinking) return undefined;
    if (this.#loop.loops) return "loop";
    return this.#thoughtTokens >= this.budget ? "budget" : undefined;
  }

  /** The thought as the model wrote it, with what the splitter leaves out. */
  get written(): string {
    return this.#written;
  }

  /** Tokens that were generated. */
  get tokens(): number {
    return (this.#before?.generatedTokens ?? 0) + this.#partTokens;
  }

  take(event: GenerateEvent): void {
    switch (event.type) {
      case "prefill":
        this.#prompt = { cached: event.cached ?? 0, total: event.total, evaluated: event.evaluated };
        if (event.total > 0 && this.#before === undefined)
          this.emit({ type: "phase", phase: "reading", progress: Math.min(1, event.evaluated / event.total) });
        return;
      case "text":
        this.#takeText(event.text, event.tokens);
        return;
      case "done":
        if (!this.isOpen) this.#split(() => this.#splitter.end());
        this.#done = event;
        return;
    }
  }

  /** Its generation is over, one of several that run together: what it cost is what was seen of it from here. */
  ended(reason: "end" | "stop" | "length"): void {
    this.take({ type: "done", reason, usage: this.#usageOfPart() });
  }

  /** The thought is closed from here; another generation goes on with the answer. */
  closeBy(reason: ThoughtClosedBy): void {
    this.#before = this.#usageOfPart();
    this.#done = undefined;
    this.#partTokens = 0;
    this.#prompt = { cached: 0, total: 0, evaluated: 0 };
    this.#closedBy = reason;
    this.#split(() => this.#splitter.close());
  }

  /** The complete turn. */
  result(): ChatTurnResult {
    const done = this.#done;
    if (done === undefined) throw new Error("The engine ended a generation without saying so");
    if (this.isOpen || this.#answer.trim() === "") throw thoughtOnly(done.reason, this.#closedBy);
    return {
      thinking: {
        text: this.#thinking,
        ms: this.#thoughtMs,
        tokens: this.#thoughtTokens,
        ...(this.#closedBy && { closedBy: this.#closedBy }),
      },
      answer: this.#answer,
      stopReason: done.reason === "length" ? "length" : "end",
      usage: this.#usage(),
    };
  }

  /** Closes the turn, however it went. What was held back of an interrupted thought is dropped. */
  end(): void {
    this.#endActivity();
    const usage = this.#usage();
    if (usage.promptTokens > 0) this.emit({ type: "usage", ...usage });
  }

  #takeText(text: string, tokens: number): void {
    const now = performance.now();
    this.#firstToken ??= now;
    this.#lastToken = now;
    this.#partTokens += tokens;
    if (this.isOpen) this.#thoughtTokens += tokens;
    if (this.#answer === "") this.#written += text;
    this.#split(() => this.#splitter.push(text));
  }

  #split(pieces: () => readonly Piece[]): void {
    const found = pieces();
    for (const piece of found.filter(({ part }) => part === "thinking")) this.#addThought(piece.text);
    if (this.#splitter.closed && !this.#thoughtClosed) this.#closeThought();
    for (const piece of found.filter(({ part }) => part === "answer")) {
      this.#answer += piece.text;
      this.emit({ type: "answer", text: piece.text });
    }
  }

  #addThought(text: string): void {
    this.#thinking += text;
    // A model may think although it was told not to.
    this.#thoughtClosed = false;
    this.#loop.push(text);
    this.emit({ type: "thinking", text, tokens: this.#thoughtTokens, budget: this.budget });
  }

  #closeThought(): void {
    this.#thoughtClosed = true;
    this.#thoughtMs = Math.round(this.#lastToken - (this.#firstToken ?? this.#lastToken));
    this.emit({
      type: "thinkingDone",
      ms: this.#thoughtMs,
      tokens: this.#thoughtTokens,
      ...(this.#closedBy && { closedBy: this.#closedBy }),
    });
    this.#endActivity();
    this.#endActivity = this.models.begin("answering");
  }

  /** What both generations cost together. */
  #usage(): Usage {
    const part = this.#usageOfPart();
    const before = this.#before;
    if (before === undefined) return part;
    const drafted = (before.draftedTokens ?? 0) + (part.draftedTokens ?? 0);
    const generatedTokens = before.generatedTokens + part.generatedTokens;
    return {
      promptTokens: before.promptTokens,
      evaluatedTokens: before.evaluatedTokens + part.evaluatedTokens,
      generatedTokens,
      ttftMs: before.ttftMs,
      tokensPerSecond: this.#speed(generatedTokens),
      ...(drafted > 0 && {
        draftedTokens: drafted,
        acceptedTokens: (before.acceptedTokens ?? 0) + (part.acceptedTokens ?? 0),
      }),
    };
  }

  /** What the engine says of this generation; where it was stopped, as far as it was seen from here. */
  #usageOfPart(): Usage {
    if (this.#done !== undefined) return this.#done.usage;
    return {
      promptTokens: this.#prompt.cached + this.#prompt.total,
      // The prompt's last token is evaluated along with the first one that is generated.
      evaluatedTokens: this.#partTokens > 0 ? this.#prompt.total : this.#prompt.evaluated,
      generatedTokens: this.#partTokens,
      ttftMs: this.#firstToken === undefined ? 0 : Math.round(this.#firstToken - this.#started),
      tokensPerSecond: this.#speed(this.#partTokens),
    };
  }

  #speed(tokens: number): number {
    const seconds = (this.#lastToken - (this.#firstToken ?? this.#lastToken)) / 1000;
    return tokens > 1 && seconds > 0 ? (tokens - 1) / seconds : 0;
  }
}

/** The model gave no answer, also when it was asked for one. @param closedBy why its thought was closed for it. */
export function thoughtOnly(reason: "end" | "stop" | "length", closedBy?: ThoughtClosedBy): PonderFailure {
  const failure = (message: string, hint: string) => new PonderFailure("thoughtOnly", message, hint);
  if (reason === "length")
    return failure(
      "The model thought until its token limit and did not get to an answer.",
      "Ask for a smaller piece of work, or raise ponder.model.contextSize.",
    );
  return closedBy === undefined
    ? failure("The model ended with its thought and gave no answer.", "Ask again, or put the question in other words.")
    : failure(
        "The model wrote no answer after its thought was closed.",
        "Ask again, let it think more, or choose a larger model.",
      );
}
