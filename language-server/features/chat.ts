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
import type { ConversationFitter, Fitted } from "../chat/conversationFitter.js";
import { runTurn, type Emit } from "../chat/runTurn.js";
import { titleQuestion, titleText } from "../chat/titleText.js";
import { nextHistory, turnPrompt } from "../chat/turnPrompt.js";
import { effortFor, type ChatModel, type TurnQueue } from "../chat/turnQueue.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService } from "../models/modelService.js";
import { readChatTitle, readChatTurn } from "../parameters/chatParameters.js";
import { allowedScripts, type ShownText } from "../prompts/allowedScripts.js";
import type { ChatForm } from "../prompts/chatForms.js";
import { renderBefore, renderChat } from "../prompts/renderChat.js";
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
  readonly fitter: ConversationFitter;
  readonly log: Log;
  /** Whether the machine runs on its battery, which work that may be in vain must not drain. */
  readonly onBattery: () => boolean;
}

/** Tokens that a title may have. */
const titleTokens = 24;

/** `ponder/chat/turn`: thinks about a question and answers it. `ponder/chat/answerNow`: ends the thinking. */
export class Chat implements Feature {
  readonly #parts: ChatParts;
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

  async #answer(params: ChatTurnParams, model: ChatModel, emit: Emit, signal: AbortSignal): Promise<ChatTurnResult> {
    const { conversationId } = params;
    const { contextSize } = model.info;
    const { settings, turns } = this.#parts;
    const { "thinking.language": language, "thinking.effort": usual } = await settings.get();
    const { chatForm } = model;
    const effort = effortFor(model, params.effort ?? usual);
    const limits = turnLimits(contextSize, effort);
    const thinks = effort !== "off";
    const promptLimit = contextSize - limits.maxTokens;
    const fitted = await this.#parts.fitter.measure(chatForm, params, promptLimit, thinks, signal);
    this.#remember(conversationId, fitted);
    const { history, context, promptTokens } = fitted;
    const leftOut = leftOutOf(fitted);
    emit({ type: "context", leftOutTurns: 0, ...leftOut, promptTokens, contextSize });
    const scripts = allowedScripts(language, shownText(history, params));
    const prompt = turnPrompt(chatForm, { ...params, context }, history, thinks);
    const request = { lane: "chat", prompt, model, limits, scripts } as const;
    const turn = await runTurn({ ...this.#parts, thought: turns.thought }, request, emit, signal, (result) => result);
    this.#readingAhead = this.#readAhead(chatForm, conversationId, nextHistory(params, turn.answer), promptLimit);
    return { ...turn, ...leftOut };
  }

  /** Asks for a title when nothing else is to be done; the conversation's prompt is in the KV cache already. */
  async #title({ history }: ChatTitleParams, cancelled: AbortSignal): Promise<ChatTitleResult> {
    const { engine, models, settings, turns, log } = this.#parts;
    this.#titling = new AbortController();
    const signal = AbortSignal.any([cancelled, this.#titling.signal]);
    await this.#readingAhead;
    // A title is no reason to load a model, nor to wait for a turn.
    if (turns.isBusy || !engine.model || signal.aborted) return {};
    try {
      const { info, sampling, chatForm } = await models.ready(signal);
      const { "thinking.language": language } = await settings.get();
      // The demo model knows a few kinds of tasks, and titles are none of them.
      if (chatForm === undefined || info.isDemo) return {};
      const prompt = renderChat(chatForm, history, titleQuestion, false);
      let written = "";
      const scripts = allowedScripts(language, shownText(history));
      const limits = { maxTokens: titleTokens, stop: ["\n"], ...(scripts && { scripts }) };
      const request = { lane: "chat", prompt, sampling, ...limits, background: true } as const;
      for await (const event of engine.generate(request, signal)) if (event.type === "text") written += event.text;
      const title = titleText(written);
      return title === undefined ? {} : { title };
    } catch (error) {
      log.debug(`no title: ${String(error)}`);
      return {};
    }
  }

  #remember(conversationId: string, fitted: Fitted): void {
    const { fitter, log } = this.#parts;
    if (!fitter.remember(conversationId, fitted)) return;
    const { cut } = fitted;
    log.info(`left out of the prompt: ${String(cut.turns)} earlier turn(s), the files of ${String(cut.files)}`);
  }

  /**
   * While the user reads: brings what is known of the next turn into the KV cache, where the dropped thought still
   * stands. Never throws: the next turn reads what is missing itself.
   */
  async #readAhead(
    form: ChatForm,
    conversationId: string,
    history: readonly ChatMessage[],
    promptLimit: number,
  ): Promise<void> {
    const { engine, fitter, log, onBattery } = this.#parts;
    if (onBattery()) return;
    this.#ahead = new AbortController();
    const { signal } = this.#ahead;
    try {
      const fitted = await fitter.measureBefore(form, conversationId, history, promptLimit, signal);
      this.#remember(conversationId, fitted);
      const tokens = await engine.prefill({ lane: "chat", prompt: renderBefore(form, fitted.history) }, signal);
      log.debug(`${String(tokens)} token(s) evaluated ahead for the next turn`);
    } catch (error) {
      if (!signal.aborted) log.debug(`evaluation ahead ended: ${String(error)}`);
    }
  }
}

/** As events and results say it: what is zero is absent. */
function leftOutOf({ cut, leftOutFiles }: Fitted): Pick<ChatTurnResult, "leftOutTurns" | "leftOutFiles"> {
  return { ...(cut.turns > 0 && { leftOutTurns: cut.turns }), ...(leftOutFiles > 0 && { leftOutFiles }) };
}

/** What stands in the prompt, for the choice of letters. */
const shownText = (
  history: readonly ChatMessage[],
  { question, context }: Pick<ChatTurnParams, "question" | "context"> = { question: "", context: [] },
): ShownText => ({
  prose: [question, ...history.map(({ text }) => text)],
  material: [...context, ...history.flatMap(({ context: sent = [] }) => sent)].flatMap(({ path, text }) => [
    path,
    text,
  ]),
});
