import type { ChatTurnResult } from "../../protocol/chat.js";
import type { ThinkingEffort } from "../../protocol/settings.js";
import { runTurn, type Emit } from "../chat/runTurn.js";
import { effortFor, type TurnQueue } from "../chat/turnQueue.js";
import type { Engine } from "../engine/engine.js";
import type { ModelService } from "../models/modelService.js";
import { allowedScripts, shownIn } from "../prompts/allowedScripts.js";
import { renderChat } from "../prompts/renderChat.js";
import type { SettingsStore } from "../settings.js";
import { turnLimits } from "../thinking/thoughtBudget.js";

/** What a question outside of any conversation needs. */
export interface AskOnceParts {
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
}

/** The model that is asked, as far as it matters to what is asked. */
export interface PromptRoom {
  /** Tokens that the prompt may have. */
  readonly tokens: number;
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>;
}

/** A question outside of any conversation. */
export interface OneQuestion {
  /** The user's turn of the prompt. */
  readonly prompt: (room: PromptRoom) => string | Promise<string>;
  /** The user's own words in it. */
  readonly instruction?: string | undefined;
  /** Document whose settings count. */
  readonly uri?: string | undefined;
  /** Absent: the setting. */
  readonly effort?: ThinkingEffort | undefined;
  /** The answer repeats code of the prompt. */
  readonly lookup?: boolean;
}

/**
 * Asks one question when it is its turn, on the lane of edits: the conversation's KV cache stays as it is.
 *
 * @param conclude makes the result out of the complete turn.
 * @throws what `TurnQueue.run`, `runTurn` and `conclude` throw.
 */
export function askOnce<T>(
  { engine, models, settings, turns }: AskOnceParts,
  { prompt: makePrompt, instruction, uri, effort: wanted, lookup = false }: OneQuestion,
  emit: Emit,
  signal: AbortSignal,
  conclude: (turn: ChatTurnResult) => T,
): Promise<T> {
  return turns.run(emit, signal, async (model) => {
    const { "thinking.language": language, "thinking.effort": usual } = await settings.get(uri);
    const effort = effortFor(model, wanted ?? usual);
    const { contextSize } = model.info;
    const limits = turnLimits(contextSize, effort);
    const thinks = effort !== "off";
    const count = (texts: readonly string[]) =>
      engine.countTokens(
        texts.map((text) => [{ text }]),
        signal,
      );
    const [frame = 0] = await engine.countTokens([renderChat(model.chatForm, [], "", thinks)], signal);
    const text = await makePrompt({ tokens: contextSize - limits.maxTokens - frame, count });
    const scripts = allowedScripts(language, shownIn(text, instruction));
    const prompt = renderChat(model.chatForm, [], text, thinks);
    const parts = { engine, models, thought: turns.thought };
    return runTurn(parts, { lane: "edit", prompt, model, limits, lookup, scripts }, emit, signal, conclude);
  });
}
