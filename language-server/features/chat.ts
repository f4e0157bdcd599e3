import type { Connection, ServerCapabilities } from "vscode-languageserver";
import { chatTurnMethod, type ChatTurnParams, type ChatTurnResult } from "../../protocol/chat.js";
import { runTurn, type Emit } from "../chat/runTurn.js";
import { turnPrompt, withoutOldestTurn } from "../chat/turnPrompt.js";
import type { TurnQueue } from "../chat/turnQueue.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService, ReadyModel } from "../models/modelService.js";
import { readChatTurn } from "../parameters.js";
import { onRequest } from "../requests.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface ChatParts {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly log: Log;
}

/** `ponder/chat/turn`: thinks about a question and answers it. */
export class Chat implements Feature {
  readonly #parts: ChatParts;

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log, turns } = this.#parts;
    onRequest(connection, log, chatTurnMethod, readChatTurn, (params, signal) =>
      withTurnEvents(connection, params.partialResultToken, (emit) =>
        turns.run(emit, signal, (model) => this.#answer(params, model, emit, signal)),
      ),
    );
    return {};
  }

  #answer(params: ChatTurnParams, model: ReadyModel, emit: Emit, signal: AbortSignal): Promise<ChatTurnResult> {
    let history = params.history;
    const shorten = () => {
      const shorter = withoutOldestTurn(history);
      if (shorter === undefined) return undefined;
      this.#parts.log.info(
        `the conversation does not fit into ${String(model.info.contextSize)} tokens: its oldest turn is left out, ` +
          `${String(shorter.length)} message(s) stay`,
      );
      history = shorter;
      return turnPrompt(params, history);
    };
    const request = { lane: "chat", prompt: turnPrompt(params, history), model, shorten } as const;
    return runTurn(this.#parts, request, emit, signal, (turn) => turn);
  }
}
