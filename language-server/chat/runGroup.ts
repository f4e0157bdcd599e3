import type { ChatTurnResult } from "../../protocol/chat.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { ThoughtClosedBy, TurnEvent, Usage } from "../../protocol/events.js";
import type { GroupEvent, Sampling } from "../engine/engine.js";
import { RunningTurn, thoughtOnly } from "./runningTurn.js";
import { rereadMargin, thoughtFormOf, type Emit, type TurnParts, type TurnRequest } from "./runTurn.js";

/** Several answers to one question. */
export interface GroupTurnRequest extends Omit<TurnRequest, "lookup"> {
  /** At least 2; see `GroupRequest.count`. */
  readonly count: number;
  readonly sampling: Sampling;
}

/** One of the answers: complete, or the reason why it never will be. */
export type WrittenAnswer =
  | { readonly answer: number; readonly turn: ChatTurnResult }
  | { readonly answer: number; readonly failure: PonderFailure };

/** An answer on its way. */
class Answer {
  readonly turn: RunningTurn;
  /** What it cost, once it is ended. */
  usage: Usage | undefined;
  /** Why its thought is to be closed. What the engine still writes of it is dropped. */
  closing: ThoughtClosedBy | undefined;
  isComplete = false;

  constructor(
    readonly number: number,
    { models }: TurnParts,
    request: GroupTurnRequest,
    emit: Emit,
  ) {
    const tell = (event: TurnEvent) => {
      if (event.type === "usage") this.usage = event;
      // Side by side nobody can read them: the first one is shown, the others come with the result.
      else if (number === 0) emit(event);
    };
    this.turn = new RunningTurn(models, tell, request.limits.thoughtTokens, thoughtFormOf(request));
  }
}

/**
 * Generates several answers to one question, as a batch whose sequences share the prompt's KV cache. Each has its own
 * thought and its own answer. One whose thought has to be closed (see `runTurn`) waits until the others are complete,
 * and is then asked for its answer alone.
 *
 * @param emit takes the events of the first answer, but no `usage`.
 * @param onWritten is told of each answer when it is complete.
 * @returns what all of them cost.
 * @throws what the engine throws. An answer that fails by itself (`thoughtOnly`) is told to `onWritten`.
 */
export async function runGroup(
  parts: TurnParts,
  request: GroupTurnRequest,
  emit: Emit,
  signal: AbortSignal,
  onWritten: (written: WrittenAnswer) => void,
): Promise<Usage> {
  const started = performance.now();
  const answers = Array.from({ length: request.count }, (_, number) => new Answer(number, parts, request, emit));
  const complete = (answer: Answer) => {
    answer.isComplete = true;
    onWritten(resultOf(answer));
  };
  const end = parts.thought.begin(() => {
    const thinking = answers.filter(({ turn, closing }) => turn.isThinking && closing === undefined);
    for (const answer of thinking) answer.closing = "answerNow";
    return thinking.length > 0;
  });
  try {
    const { lane, prompt, count, sampling, limits, scripts } = request;
    const group = { lane, prompt, count, sampling, maxTokens: limits.maxTokens, ...(scripts && { scripts }) };
    for await (const event of parts.engine.generateGroup(group, signal)) {
      take(event, answers, complete);
      // Nobody waits for those that only go on with a thought that is over.
      if (answers.every(({ isComplete, closing }) => isComplete || closing !== undefined)) break;
    }
    for (const answer of answers.filter(({ isComplete }) => !isComplete)) {
      await closeThought(parts, request, answer, signal);
      complete(answer);
    }
  } finally {
    end();
    for (const { turn } of answers) turn.end();
  }
  return costOf(answers, performance.now() - started);
}

function take(event: GroupEvent, answers: readonly Answer[], complete: (answer: Answer) => void): void {
  if (event.type === "done") return;
  if (event.type === "prefill") {
    const { total, cached = 0 } = event;
    for (const { number, turn } of answers) {
      // The others find in the cache what the first one has evaluated.
      turn.take(number === 0 ? event : { type: "prefill", evaluated: 0, total: 0, cached: total + cached });
    }
    return;
  }
  const answer = answers[event.candidate];
  if (answer === undefined || answer.closing !== undefined) return;
  if (event.type === "text") {
    answer.turn.take(event);
    answer.closing = answer.turn.mustClose;
    return;
  }
  answer.turn.ended(event.reason);
  if (answer.turn.isOpen) answer.closing = "noAnswer";
  else complete(answer);
}

/** Closes the thought of an answer, and generates the rest of it. */
async function closeThought(
  { engine }: TurnParts,
  request: GroupTurnRequest,
  { turn, closing }: Answer,
  signal: AbortSignal,
): Promise<void> {
  const { lane, limits, sampling, scripts } = request;
  turn.closeBy(closing ?? "noAnswer");
  const maxTokens = limits.maxTokens - turn.tokens - rereadMargin;
  if (maxTokens < 1) return;
  const prompt = [...request.prompt, { text: turn.written }, { special: thoughtFormOf(request).prompt.close }];
  const rest = { lane, prompt, maxTokens, sampling, lookup: true, ...(scripts && { scripts }) };
  for await (const event of engine.generate(rest, signal)) turn.take(event);
}

function resultOf({ number, turn }: Answer): WrittenAnswer {
  if (!turn.isDone) return { answer: number, failure: thoughtOnly("length") };
  try {
    return { answer: number, turn: turn.result() };
  } catch (error) {
    if (PonderFailure.is(error)) return { answer: number, failure: error };
    throw error;
  }
}

/** What all answers cost together. */
function costOf(answers: readonly Answer[], ms: number): Usage {
  const usages = answers.flatMap(({ usage }) => usage ?? []);
  const sum = (of: (usage: Usage) => number) => usages.reduce((total, usage) => total + of(usage), 0);
  const ttftMs = Math.min(...usages.map((usage) => usage.ttftMs));
  const generatedTokens = sum((usage) => usage.generatedTokens);
  return {
    promptTokens: usages[0]?.promptTokens ?? 0,
    evaluatedTokens: sum((usage) => usage.evaluatedTokens),
    generatedTokens,
    ttftMs: Number.isFinite(ttftMs) ? ttftMs : 0,
    tokensPerSecond: ms > ttftMs ? Math.round((generatedTokens * 1e5) / (ms - ttftMs)) / 100 : 0,
  };
}
