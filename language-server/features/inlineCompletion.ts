import {
  InlineCompletionTriggerKind,
  type Connection,
  type InlineCompletionItem,
  type ServerCapabilities,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../../protocol/errors.js";
import type { Position } from "../../protocol/text.js";
import { CompletionCache } from "../completion/completionCache.js";
import { contextWindow } from "../completion/contextWindow.js";
import { cursorContext } from "../completion/cursorContext.js";
import { filterCompletion } from "../completion/filterCompletion.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService } from "../models/modelService.js";
import { readPosition } from "../parameters.js";
import { endOfCompletion, greedy } from "../prompts/family.js";
import { renderFim, type FimWindow } from "../prompts/renderFim.js";
import { answer } from "../requests.js";
import type { SettingsStore } from "../settings.js";

/** Most tokens of one completion. */
const maxTokens = 64;

/** What the feature needs. */
export interface InlineCompletionParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly log: Log;
}

/** One request, checked. */
interface CompletionRequest {
  readonly uri: string;
  readonly position: Position;
  /** The user asked for it; else it comes while he types. */
  readonly invoked: boolean;
}

/**
 * `textDocument/inlineCompletion`. A new request ends the one before. Every request that shows nothing has a reason
 * with a name, which is in the log.
 */
export class InlineCompletion implements Feature {
  readonly #parts: InlineCompletionParts;
  readonly #cache = new CompletionCache();
  #running: AbortController | undefined;

  constructor(parts: InlineCompletionParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log, models } = this.#parts;
    connection.languages.inlineCompletion.on((raw, token) =>
      answer(log, "textDocument/inlineCompletion", token, (signal) => this.#complete(read(raw), signal)),
    );
    models.onDidChange(({ state }) => {
      if (state === "loading") this.#cache.clear();
    });
    return { inlineCompletionProvider: true };
  }

  async #complete(request: CompletionRequest, cancelled: AbortSignal): Promise<InlineCompletionItem[]> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const signal = AbortSignal.any([cancelled, running.signal]);
    try {
      const result = await this.#find(request, signal);
      if (!("reason" in result)) return [result];
      this.#parts.log.debug(`no completion: ${result.reason}`);
      return [];
    } catch (error) {
      if (!running.signal.aborted || cancelled.aborted) throw error;
      this.#parts.log.debug("no completion: superseded");
      return [];
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  async #find(
    { uri, position, invoked }: CompletionRequest,
    signal: AbortSignal,
  ): Promise<InlineCompletionItem | { readonly reason: string }> {
    const { documents, settings } = this.#parts;
    if (!invoked && !(await settings.get(uri))["completion.enabled"]) return { reason: "disabled" };
    const document = documents.get(uri);
    if (document === undefined) return { reason: "documentNotOpen" };
    const text = document.getText();
    const offset = document.offsetAt(position);
    const window = contextWindow(text, offset);
    if (window.prefix.trim() === "" && window.suffix.trim() === "") return { reason: "emptyDocument" };

    const known = this.#cache.get(window);
    const written = known === undefined ? await this.#write(window, invoked, signal) : { text: known.text };
    if ("reason" in written) return written;
    const candidate = filterCompletion(
      written.text,
      cursorContext({ uri, languageId: document.languageId, version: document.version, text, offset }),
      "single",
    );
    if ("dropped" in candidate) return { reason: candidate.dropped };
    const from = document.positionAt(offset);
    const to = { line: from.line, character: from.character + candidate.replaces };
    this.#parts.log.debug(`completion from ${known === undefined ? "the model" : `the cache (${known.how})`}`);
    return { insertText: candidate.text, range: { start: from, end: to } };
  }

  /** Asks the model. While one types nothing waits for a load: it is begun, and a later keystroke finds the model. */
  async #write(
    window: FimWindow,
    invoked: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly text: string } | { readonly reason: string }> {
    const { engine, models } = this.#parts;
    if (!invoked && !models.isReady) {
      if (models.status.state === "failed") return { reason: "modelFailed" };
      models.ready(new AbortController().signal).catch(() => undefined);
      return { reason: "modelLoading" };
    }
    const { info } = await models.ready(signal);
    if (!info.canComplete) return { reason: "modelCannotComplete" };
    const endActivity = models.begin("completing");
    try {
      const request = {
        lane: "completion",
        prompt: renderFim(window),
        maxTokens,
        sampling: greedy,
        stop: ["\n", ...endOfCompletion],
      } as const;
      let text = "";
      for await (const event of engine.generate(request, signal)) if (event.type === "text") text += event.text;
      this.#cache.set(window, text);
      return { text };
    } catch (error) {
      if (PonderFailure.is(error, "promptTooLong")) return { reason: "promptTooLong" };
      throw error;
    } finally {
      endActivity();
    }
  }
}

function read(raw: unknown): CompletionRequest {
  const { textDocument, position, context } = (raw ?? {}) as Record<string, unknown>;
  const uri = (textDocument as { readonly uri?: unknown } | undefined)?.uri;
  if (typeof uri !== "string")
    throw new PonderFailure("badRequest", "params.textDocument.uri is not a string.", "This is a fault of the client.");
  const kind = (context as { readonly triggerKind?: unknown } | undefined)?.triggerKind;
  return {
    uri,
    position: readPosition(position, "params.position"),
    invoked: kind === InlineCompletionTriggerKind.Invoked,
  };
}
