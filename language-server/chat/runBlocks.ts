import type { ChatTurnResult } from "../../protocol/chat.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { BlockEvent, TurnEvent, Usage } from "../../protocol/events.js";
import { runTurn, type Emit, type TurnParts, type TurnRequest } from "./runTurn.js";

/** One of several questions that are answered in one turn. */
export interface BlockQuestion {
  /** What it is about, for the user. */
  readonly title: string;
  /** Made when it is its turn. */
  readonly request: () => Promise<TurnRequest>;
}

/**
 * Answers several questions one after the other, as one turn: their thoughts follow each other, then their answers come,
 * each below its title. A question whose prompt is too long, or that is not answered at all, does not hold up the others.
 * When it is stopped after an answer, what was answered until then is kept.
 *
 * @param conclude makes the result out of the turn; it gets an answer, or why there is none, for each question. After a
 *   stop there are fewer of them than questions.
 * @throws what the engine and `conclude` throw.
 */
export async function runBlocks<T>(
  parts: TurnParts,
  questions: readonly BlockQuestion[],
  emit: Emit,
  signal: AbortSignal,
  conclude: (turn: ChatTurnResult, answers: readonly (string | PonderFailure)[]) => T,
): Promise<T> {
  const turn = new JoinedTurn(emit);
  try {
    const answers: (string | PonderFailure)[] = [];
    for (const [at, { title, request }] of questions.entries()) {
      turn.begin(title, at + 1, questions.length);
      const answer = await request()
        .then((made) =>
          runTurn(
            parts,
            made,
            (event) => turn.take(event),
            signal,
            (one) => one,
          ),
        )
        .then((one) => turn.answered(one), ownFailure)
        .catch((error: unknown) => {
          if (signal.aborted && answers.some((one) => typeof one === "string")) return undefined;
          throw error;
        });
      if (answer === undefined) break;
      answers.push(answer);
    }
    return conclude(turn.result(), answers);
  } finally {
    turn.end();
  }
}

/** What is wrong with one question only. */
function ownFailure(error: unknown): PonderFailure {
  if (PonderFailure.is(error, "thoughtOnly") || PonderFailure.is(error, "promptTooLong")) return error;
  throw error;
}

/** Several turns that look like one. */
class JoinedTurn {
  #thought = { text: "", ms: 0, tokens: 0 };
  #answer = "";
  /** Tokens of the thought that is being written. */
  #tokens = 0;
  #title = "";
  #isTitled = false;
  #block = { block: 1, total: 1, isAnswering: false };
  #stopReason: ChatTurnResult["stopReason"] = "end";
  readonly #usages: Usage[] = [];

  constructor(private readonly emit: Emit) {}

  /** @param block from 1. */
  begin(title: string, block: number, total: number): void {
    this.#isTitled = total === 1;
    this.#title = this.#isTitled ? "" : `${title} (${String(block)} of ${String(total)})`;
    this.#tokens = 0;
    this.#tell({ block, total, isAnswering: false });
  }

  take(event: TurnEvent): void {
    const { text, tokens: before } = this.#thought;
    switch (event.type) {
      case "thinking": {
        const head = this.#isTitled ? "" : `${text === "" ? "" : "\n\n"}${this.#title}:\n`;
        this.#isTitled = true;
        this.#tokens = event.tokens ?? 0;
        this.#thought = { ...this.#thought, text: text + head + event.text };
        const tokens = before + this.#tokens;
        const budget = event.budget === undefined ? {} : { budget: before + event.budget };
        this.emit({ type: "thinking", text: head + event.text, tokens, ...budget });
        return;
      }
      case "thinkingDone":
        this.#thought = { text, ms: this.#thought.ms + event.ms, tokens: before + event.tokens };
        this.#tokens = 0;
        return;
      case "usage": {
        const { type: _, ...usage } = event;
        this.#usages.push(usage);
        return;
      }
      case "phase":
        if (text === "") this.emit(event);
        return;
      case "answer": // comes with the others
        if (!this.#block.isAnswering) this.#tell({ ...this.#block, isAnswering: true });
        return;
      case "context":
      case "candidates":
      case "block":
      case "definitions":
      case "proposal":
      case "error":
        return;
    }
  }

  /** @returns the answer. */
  answered({ answer, stopReason }: ChatTurnResult): string {
    const title = this.#title === "" ? "" : `**${this.#title}**\n\n`;
    this.#answer += `${this.#answer === "" ? "" : "\n\n"}${title}${answer.trim()}`;
    if (stopReason === "length") this.#stopReason = "length";
    return answer;
  }

  /** The complete turn. What was held back of it is told now. */
  result(): ChatTurnResult {
    const { ms, tokens } = this.#thought;
    if (this.#thought.text !== "") this.emit({ type: "thinkingDone", ms, tokens });
    if (this.#answer !== "") this.emit({ type: "answer", text: this.#answer });
    return {
      thinking: this.#thought,
      answer: this.#answer,
      stopReason: this.#stopReason,
      usage: sum(this.#usages),
    };
  }

  #tell(block: Omit<BlockEvent, "type">): void {
    this.#block = block;
    if (block.total > 1) this.emit({ type: "block", ...block });
  }

  end(): void {
    if (this.#usages.length > 0) this.emit({ type: "usage", ...sum(this.#usages) });
  }
}

function sum(usages: readonly Usage[]): Usage {
  const total = (of: (usage: Usage) => number | undefined) =>
    usages.reduce((before, usage) => before + (of(usage) ?? 0), 0);
  const generatedTokens = total((usage) => usage.generatedTokens);
  const seconds = total(({ generatedTokens: tokens, tokensPerSecond: speed }) => (speed > 0 ? tokens / speed : 0));
  const draftedTokens = total((usage) => usage.draftedTokens);
  return {
    promptTokens: total((usage) => usage.promptTokens),
    evaluatedTokens: total((usage) => usage.evaluatedTokens),
    generatedTokens,
    ttftMs: usages[0]?.ttftMs ?? 0,
    tokensPerSecond: seconds > 0 ? generatedTokens / seconds : 0,
    ...(draftedTokens > 0 && { draftedTokens, acceptedTokens: total((usage) => usage.acceptedTokens) }),
  };
}
