import type { Connection, ServerCapabilities } from "vscode-languageserver";
import { chatMeasureMethod, type ChatMeasureParams, type ChatMeasureResult } from "../../protocol/chat.js";
import type { ConversationFitter } from "../chat/conversationFitter.js";
import { effortFor } from "../chat/turnQueue.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService } from "../models/modelService.js";
import { readChatMeasure } from "../parameters/chatParameters.js";
import { onRequest } from "../requests.js";
import type { SettingsStore } from "../settings.js";
import { turnLimits } from "../thinking/thoughtBudget.js";

/** What the feature needs. */
export interface ChatMeasuringParts {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly fitter: ConversationFitter;
  readonly log: Log;
}

/** `ponder/chat/measure`: what a question would take of the model's context. */
export class ChatMeasuring implements Feature {
  readonly #parts: ChatMeasuringParts;

  constructor(parts: ChatMeasuringParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, chatMeasureMethod, readChatMeasure, (params, signal) => this.#measure(params, signal));
    return {};
  }

  async #measure(params: ChatMeasureParams, signal: AbortSignal): Promise<ChatMeasureResult> {
    const { engine, models, settings, fitter } = this.#parts;
    if (!engine.model && params.load !== true) return {};
    const model = await models.ready(signal);
    if (model.chatForm === undefined) return {};
    const { contextSize } = model.info;
    const effort = effortFor(model, params.effort ?? (await settings.get())["thinking.effort"]);
    const promptLimit = contextSize - turnLimits(contextSize, effort).maxTokens;
    const { cut, leftOutFiles, promptTokens, contextTokens } = await fitter.measure(
      model.chatForm,
      params,
      promptLimit,
      effort !== "off",
      signal,
    );
    return {
      measure: { contextTokens, promptTokens, promptLimit, contextSize, leftOutTurns: cut.turns, leftOutFiles },
    };
  }
}
