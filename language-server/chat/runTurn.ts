import type { ChatTurnResult } from "../../protocol/chat.js";
import type { TurnEvent } from "../../protocol/events.js";
import type { Engine, Lane, PromptPart, Script } from "../engine/engine.js";
import type { ModelService, ReadyModel } from "../models/modelService.js";
import { thoughtForms, type ThoughtForm } from "../thinking/thoughtForms.js";
import type { TurnLimits } from "../thinking/thoughtBudget.js";
import type { OpenThought } from "./openThought.js";
import { RunningTurn, thoughtOnly } from "./runningTurn.js";

/** One turn to generate. */
export interface TurnRequest {
  readonly lane: Lane;
  /** Ends inside the thought, or behind an empty one when `limits` allow no thought. */
  readonly prompt: readonly PromptPart[];
  readonly model: ReadyModel;
  readonly limits: TurnLimits;
  /** The answer repeats the prompt's code; see `GenerateRequest.lookup`. */
  readonly lookup?: boolean;
  /** The letters it may use; see `GenerateRequest.scripts`. */
  readonly scripts?: readonly Script[] | undefined;
}

/** What a turn works with. */
export interface TurnParts {
  readonly engine: Engine;
  readonly models: ModelService;
  readonly thought: OpenThought;
}

/** Takes the events of a turn, in order. */
export type Emit = (event: TurnEvent) => void;

/** Tokens that a thought may have more of when it is read again than when it was written. */
export const rereadMargin = 16;

/**
 * Generates one turn: prompt → engine → splitter → events. `usage` is the last event, also when the turn is
 * stopped or fails after it began; before it, `conclude` may add what follows from the answer.
 *
 * A thought that uses up its budget, goes in circles, ends without an answer, or that somebody closes through
 * `parts.thought`, is closed here, and the model goes on with the answer: a second generation whose prompt is the
 * first one's, the thought and the closing tag. All but the tag is in the lane's KV cache already, so the answer
 * begins at once.
 *
 * @param conclude makes the result out of the complete turn.
 * @throws `thoughtOnly` when there is no answer, else what the engine and `conclude` throw.
 */
export async function runTurn<T>(
  parts: TurnParts,
  request: TurnRequest,
  emit: Emit,
  signal: AbortSignal,
  conclude: (turn: ChatTurnResult) => T,
): Promise<T> {
  const { limits } = request;
  const form = thoughtFormOf(request);
  const turn = new RunningTurn(parts.models, emit, limits.thoughtTokens, form);
  const asked = new AbortController();
  const end = parts.thought.begin(() => {
    if (turn.isThinking) asked.abort();
    return turn.isThinking;
  });
  try {
    await think(parts.engine, request, turn, signal, asked.signal);
    if (turn.isOpen) {
      turn.closeBy(asked.signal.aborted ? "answerNow" : (turn.mustClose ?? "noAnswer"));
      const maxTokens = limits.maxTokens - turn.tokens - rereadMargin;
      if (maxTokens < 1) throw thoughtOnly("length");
      const prompt = [...request.prompt, { text: turn.written, isWritten: true }, { special: form.prompt.close }];
      for await (const event of parts.engine.generate(engineRequest({ ...request, prompt }, maxTokens), signal))
        turn.take(event);
    }
    return conclude(turn.result());
  } finally {
    end();
    turn.end();
  }
}

/** How the model marks its thoughts. One that does not think by itself may be made to by the question, and does it like R1. */
export const thoughtFormOf = ({ model }: Pick<TurnRequest, "model">): ThoughtForm =>
  model.chatForm?.thought ?? thoughtForms.think;

/** Generates until the end, or until the thought has to be closed. */
async function think(
  engine: Engine,
  request: TurnRequest,
  turn: RunningTurn,
  signal: AbortSignal,
  asked: AbortSignal,
): Promise<void> {
  const either = AbortSignal.any([signal, asked]);
  try {
    for await (const event of engine.generate(engineRequest(request, request.limits.maxTokens), either)) {
      // What was on its way when the user asked for the answer is no part of the thought any more.
      if (asked.aborted) return;
      turn.take(event);
      if (turn.mustClose !== undefined) return;
    }
  } catch (error) {
    if (signal.aborted || !asked.aborted) throw error;
  }
}

const engineRequest = ({ lane, prompt, model, lookup = false, scripts }: TurnRequest, maxTokens: number) => ({
  lane,
  prompt,
  maxTokens,
  sampling: model.sampling,
  lookup,
  ...(scripts && { scripts }),
});
