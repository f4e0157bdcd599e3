import { createHash } from "node:crypto";
import {
  CancellationError,
  EventEmitter,
  l10n,
  LanguageModelTextPart,
  type CancellationToken,
  type LanguageModelChatInformation,
  type LanguageModelChatProvider,
  type LanguageModelChatRequestMessage,
  type LanguageModelResponsePart,
  type PrepareLanguageModelChatModelOptions,
  type Progress,
  type ProvideLanguageModelChatResponseOptions,
} from "vscode";
import { chatMeasureMethod, type ChatMeasureParams, type ChatMeasureResult } from "../../../protocol/chat.js";
import type { ModelStatus } from "../../../protocol/model.js";
import { isCancelled } from "../../server/failure.js";
import type { ServerSupervisor } from "../../server/supervisor.js";
import { messageText, plainMessage } from "./messageText.js";
import { readConversation } from "./readMessages.js";
import { streamTurn } from "./streamTurn.js";
import { signalOf } from "./tokenSignal.js";

/** The vendor of the manifest's `languageModelChatProviders`. */
export const vendor = "ponder";
/** There is one model at a time; its id does not change with the file, so that a choice in the picker stays. */
const modelId = "local";

/** What {@link PonderModels} needs. */
export interface PonderModelsParts {
  readonly server: ServerSupervisor;
  readonly status: () => ModelStatus;
  /** Tokens of context while no model is loaded. */
  readonly usualContext: () => number;
}

/** The local model for other extensions and for VS Code's own chat. Its thoughts stay here: only answers are given out. */
export class PonderModels implements LanguageModelChatProvider {
  readonly #parts: PonderModelsParts;
  readonly #changed = new EventEmitter<void>();
  #shown: string | undefined;

  readonly onDidChangeLanguageModelChatInformation = this.#changed.event;

  constructor(parts: PonderModelsParts) {
    this.#parts = parts;
  }

  /** The model, or what it can do, is another one. */
  statusChanged(): void {
    const now = JSON.stringify(this.#information());
    if (now === this.#shown) return;
    this.#shown = now;
    this.#changed.fire();
  }

  provideLanguageModelChatInformation(
    _options: PrepareLanguageModelChatModelOptions,
    _token: CancellationToken,
  ): LanguageModelChatInformation[] {
    return [this.#information()];
  }

  /** @throws `CancellationError`; an `Error` with the sentence and the next step of what failed. */
  async provideLanguageModelChatResponse(
    _model: LanguageModelChatInformation,
    messages: readonly LanguageModelChatRequestMessage[],
    _options: ProvideLanguageModelChatResponseOptions,
    progress: Progress<LanguageModelResponsePart>,
    token: CancellationToken,
  ): Promise<void> {
    const signal = signalOf(token);
    const { history, question } = readConversation(messages.map(plainMessage));
    const conversationId = idOf(history[0]?.text ?? question);
    try {
      await streamTurn(
        this.#parts.server,
        { conversationId, command: "ask", history, question, context: [] },
        { onAnswer: (text) => progress.report(new LanguageModelTextPart(text)) },
        signal,
      );
    } catch (error) {
      if (signal.aborted || isCancelled(error)) throw new CancellationError();
      throw error;
    }
  }

  /** Counted by the model; the marks around a question are not the text's. */
  async provideTokenCount(
    _model: LanguageModelChatInformation,
    text: string | LanguageModelChatRequestMessage,
    token: CancellationToken,
  ): Promise<number> {
    const signal = signalOf(token);
    const counted = typeof text === "string" ? text : messageText(text);
    const [whole, marks] = await Promise.all([this.#count(counted, signal), this.#count("", signal)]);
    return whole - marks;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #count(question: string, signal: AbortSignal): Promise<number> {
    const run = await this.#parts.server.running(signal);
    const nothing = { conversationId: "count", command: "ask", history: [], context: [] } as const;
    const params: ChatMeasureParams = { ...nothing, question, load: true };
    const { measure } = await run.request<ChatMeasureResult>(chatMeasureMethod, params, signal);
    return measure?.promptTokens ?? 0;
  }

  #information(): LanguageModelChatInformation {
    const status = this.#parts.status();
    const model = status.state === "ready" ? status.model : undefined;
    const context = model?.contextSize ?? this.#parts.usualContext();
    // A thought and an answer may have half of the context at most (`turnLimits` of the language server).
    const half = Math.floor(context / 2);
    return {
      id: modelId,
      name: model ? `Ponder: ${model.name}` : l10n.t("Ponder: the local model"),
      family: "deepseek-r1",
      version: "1",
      tooltip: l10n.t(
        "A distilled DeepSeek-R1 on this machine. It thinks before it answers; its thoughts are not given out.",
      ),
      detail: l10n.t("local"),
      maxInputTokens: context - half,
      maxOutputTokens: half,
      capabilities: { toolCalling: false, imageInput: false },
    };
  }
}

/** Requests of one conversation begin alike; what is left out of its prompt is remembered by this. */
function idOf(beginning: string): string {
  return `lm:${createHash("sha256").update(beginning).digest("hex").slice(0, 16)}`;
}
