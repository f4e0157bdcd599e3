import type { Connection, ServerCapabilities } from "vscode-languageserver";
import {
  chatAnswerNowMethod,
  chatTitleMethod,
  chatTurnMethod,
  type AnswerNowResult,
  type ChatMessage,
  type ChatTitleParams,
  type ChatTitleResult,
  type ChatTurnParams,
  type ChatTurnResult,
} from "../../protocol/chat.js";
import { LeftOutTurns, turnsOf, turnsToLeaveOut } from "../chat/fitConversation.js";
import { runTurn, type Emit } from "../chat/runTurn.js";
import { titleQuestion, titleText } from "../chat/titleText.js";
import { nextHistory, turnPrompt } from "../chat/turnPrompt.js";
import type { TurnQueue } from "../chat/turnQueue.js";
import type { Engine, PromptPart } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService, ReadyModel } from "../models/modelService.js";
import { readChatTitle, readChatTurn } from "../parameters.js";
import { allowedScripts, type ShownText } from "../prompts/allowedScripts.js";
import { renderBefore, renderMessage, renderR1 } from "../prompts/renderR1.js";
import { onRequest, onRequest0 } from "../requests.js";
import type { SettingsStore } from "../settings.js";
import { turnLimits } from "../thinking/thoughtBudget.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface ChatParts {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly log: Log;
  /** Whether the machine runs on its battery, which work that may be in vain must not drain. */
  readonly onBattery: () => boolean;
}

/** How large a prompt may be, in tokens. */
interface PromptSize {
  /** Of the model. */
  readonly context: number;
  /** What of it the prompt may take. */
  readonly prompt: number;
}

/** The piece of a conversation that goes into the prompt. */
interface Fitted {
  readonly history: readonly ChatMessage[];
  readonly leftOutTurns: number;
  readonly promptTokens: number;
}

/** Tokens that a title may have. */
const titleTokens = 24;

/** `ponder/chat/turn`: thinks about a question and answers it. `ponder/chat/answerNow`: ends the thinking. */
export class Chat implements Feature {
  readonly #parts: ChatParts;
  readonly #leftOut = new LeftOutTurns();
  #ahead = new AbortController();
  #readingAhead: Promise<void> = Promise.resolve();
  #titling = new AbortController();

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log, turns } = this.#parts;
    onRequest(connection, log, chatTurnMethod, readChatTurn, (params, signal) => {
      this.#ahead.abort();
      this.#titling.abort();
      return withTurnEvents(connection, params.partialResultToken, (emit) =>
        turns.run(emit, signal, (model) => this.#answer(params, model, emit, signal)),
      );
    });
    onRequest(connection, log, chatTitleMethod, readChatTitle, (params, signal) => this.#title(params, signal));
    onRequest0(connection, log, chatAnswerNowMethod, (): AnswerNowResult => ({ closed: turns.thought.close() }));
    return {};
  }

  shutdown(): Promise<void> {
    this.#ahead.abort();
    this.#titling.abort();
    return Promise.resolve();
  }

  async #answer(params: ChatTurnParams, model: ReadyModel, emit: Emit, signal: AbortSignal): Promise<ChatTurnResult> {
    const { conversationId } = params;
    const { contextSize } = model.info;
    const { settings, turns } = this.#parts;
    const { "thinking.language": language, "thinking.effort": usual } = await settings.get();
    const effort = params.effort ?? usual;
    const limits = turnLimits(contextSize, effort);
    const thinks = effort !== "off";
    const size = { context: contextSize, prompt: contextSize - limits.maxTokens };
    const { history, leftOutTurns, promptTokens } = await this.#fit(
      conversationId,
      params.history,
      turnPrompt(params, [], thinks),
      size,
      signal,
    );
    emit({ type: "context", leftOutTurns, promptTokens, contextSize });
    const scripts = allowedScripts(language, shownText(params, history));
    const request = { lane: "chat", prompt: turnPrompt(params, history, thinks), model, limits, scripts } as const;
    const turn = await runTurn({ ...this.#parts, thought: turns.thought }, request, emit, signal, (result) => result);
    this.#readingAhead = this.#readAhead(conversationId, nextHistory(params, turn.answer), size);
    return leftOutTurns === 0 ? turn : { ...turn, leftOutTurns };
  }

  /** Asks for a title when nothing else is to be done; the conversation's prompt is in the KV cache already. */
  async #title({ history }: ChatTitleParams, cancelled: AbortSignal): Promise<ChatTitleResult> {
    const { engine, models, turns, log } = this.#parts;
    this.#titling = new AbortController();
    const signal = AbortSignal.any([cancelled, this.#titling.signal]);
    await this.#readingAhead;
    // A title is no reason to load a model, nor to wait for a turn.
    if (turns.isBusy || !engine.model || signal.aborted) return {};
    try {
      const { info, sampling } = await models.ready(signal);
      // The demo model knows a few kinds of tasks, and titles are none of them.
      if (!info.canChat || info.isDemo) return {};
      const prompt = renderR1(history, titleQuestion, false);
      let written = "";
      const request = { lane: "chat", prompt, maxTokens: titleTokens, sampling, stop: ["\n"] } as const;
      for await (const event of engine.generate(request, signal)) if (event.type === "text") written += event.text;
      const title = titleText(written);
      return title === undefined ? {} : { title };
    } catch (error) {
      log.debug(`no title: ${String(error)}`);
      return {};
    }
  }

  /**
   * Leaves out whole turns, oldest first, until the prompt fits.
   *
   * @param rest the prompt without any history.
   */
  async #fit(
    conversationId: string,
    history: readonly ChatMessage[],
    rest: readonly PromptPart[],
    size: PromptSize,
    signal: AbortSignal,
  ): Promise<Fitted> {
    const turns = turnsOf(history);
    const prompts = [rest, ...turns.map((turn) => turn.flatMap(renderMessage))];
    const [restTokens = 0, ...turnTokens] = await this.#parts.engine.countTokens(prompts, signal);
    const before = this.#leftOut.get(conversationId);
    const leftOutTurns = turnsToLeaveOut(turnTokens, restTokens, size.prompt, before);
    if (leftOutTurns !== before) {
      this.#leftOut.set(conversationId, leftOutTurns);
      this.#parts.log.info(
        `${String(leftOutTurns)} of ${String(turns.length)} earlier turn(s) are left out: the context has ` +
          `${String(size.context)} tokens`,
      );
    }
    return {
      history: turns.slice(leftOutTurns).flat(),
      leftOutTurns,
      promptTokens: turnTokens.slice(leftOutTurns).reduce((sum, tokens) => sum + tokens, restTokens),
    };
  }

  /**
   * While the user reads: brings what is known of the next turn into the KV cache, where the dropped thought still
   * stands. Never throws: the next turn reads what is missing itself.
   */
  async #readAhead(
    conversationId: string,
    history: readonly ChatMessage[] | undefined,
    size: PromptSize,
  ): Promise<void> {
    const { engine, log, onBattery } = this.#parts;
    if (history === undefined || onBattery()) return;
    this.#ahead = new AbortController();
    const { signal } = this.#ahead;
    try {
      const fitted = await this.#fit(conversationId, history, renderBefore([]), size, signal);
      const tokens = await engine.prefill({ lane: "chat", prompt: renderBefore(fitted.history) }, signal);
      log.debug(`${String(tokens)} token(s) evaluated ahead for the next turn`);
    } catch (error) {
      if (!signal.aborted) log.debug(`evaluation ahead ended: ${String(error)}`);
    }
  }
}

/** What stands in the prompt, for the choice of letters. */
const shownText = ({ question, context }: ChatTurnParams, history: readonly ChatMessage[]): ShownText => ({
  prose: [question, ...history.map(({ text }) => text)],
  material: context.flatMap(({ path, text }) => [path, text]),
});
