import path from "node:path";
import {
  type Connection,
  type InlineCompletionItem,
  type ServerCapabilities,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  completionAcceptedCommand,
  completionCaretMethod,
  completionSnoozeMethod,
  type CompletionCaretParams,
} from "../../protocol/completion.js";
import { PonderFailure } from "../../protocol/errors.js";
import { isLanguageOn } from "../../protocol/settings.js";
import type { Position } from "../../protocol/text.js";
import type { TurnQueue } from "../chat/turnQueue.js";
import { systemClock } from "../completion/clock.js";
import { Completer } from "../completion/completer.js";
import type { CompletionEvent } from "../completion/completionEvent.js";
import type { CompletionPlace } from "../completion/completionPlace.js";
import type { CompletionItem } from "../completion/completionRequest.js";
import type { ContextStore } from "../completion/context/contextStore.js";
import type { SyntaxTrees } from "../completion/syntax/syntaxTrees.js";
import { cpuBudget, gpuBudget } from "../completion/layout/windowBudget.js";
import type { CompletionModel } from "../completion/promptedEngine.js";
import type { Reason } from "../completion/reasons.js";
import { completesOnGpu, completionModelOf, type Engine } from "../engine/engine.js";
import { stateFolder } from "../engine/llama/stateFolder.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { CompletionFormChooser, type CompletingModel } from "../models/completionFormChooser.js";
import type { ModelService, ReadyModel } from "../models/modelService.js";
import { SelfTestStore } from "../models/selfTestStore.js";
import {
  readCompletionCaret,
  readCompletionSnooze,
  readInlineCompletion,
  type InlineCompletionAsked,
} from "../parameters/completionParameters.js";
import { answer } from "../requests.js";
import type { SettingsStore } from "../settings.js";
import { CompletionStatusSender } from "./completionStatus.js";

/** What the feature needs. */
export interface InlineCompletionParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly context: ContextStore;
  readonly syntax: SyntaxTrees;
  readonly log: Log;
  /** Whether the machine runs on its battery. */
  readonly onBattery: () => boolean;
}

/**
 * `textDocument/inlineCompletion` and what belongs to it: LSP in, LSP out. What there is to decide lies in `Completer`.
 * Every request that shows nothing has a reason with a name, which is in the log and in the status.
 */
export class InlineCompletion implements Feature {
  readonly #parts: InlineCompletionParts;
  readonly #completer: Completer;
  readonly #status: CompletionStatusSender;
  readonly #forms: CompletionFormChooser;
  /** The latest request: an earlier one that still waits for its settings comes too late. */
  #turn = 0;
  #answering: Promise<unknown> | undefined;
  #endActivity: (() => void) | undefined;

  constructor(parts: InlineCompletionParts) {
    this.#parts = parts;
    const { engine, log, onBattery, turns } = parts;
    const store = new SelfTestStore(path.join(stateFolder(), "completion-self-tests.json"));
    this.#forms = new CompletionFormChooser({ engine, store, log });
    this.#status = new CompletionStatusSender(parts.connection, systemClock);
    this.#completer = new Completer({
      engine,
      clock: systemClock,
      model: (wait, signal) => this.#model(wait, signal),
      context: parts.context,
      syntaxOf: (place) => parts.syntax.of(place),
      onBattery,
      isBusy: () => turns.isBusy,
      whenIdle: (signal) => this.#testModel(signal),
      observe: (event) => this.#observe(event),
    });
  }

  initialize(): ServerCapabilities {
    const { connection, documents, log, models, syntax } = this.#parts;
    documents.onDidOpen(({ document }) => void syntax.load(document.languageId));
    documents.onDidClose(({ document }) => syntax.closed(document.uri));
    connection.languages.inlineCompletion.on((raw, token) =>
      answer(log, "textDocument/inlineCompletion", token, (signal) =>
        this.#complete(readInlineCompletion(raw), signal),
      ),
    );
    connection.onExecuteCommand(({ command, arguments: [id] = [] }) => {
      if (command === completionAcceptedCommand && typeof id === "number") this.#completer.accepted(id);
      return null;
    });
    connection.onNotification(completionCaretMethod, (raw: unknown) => this.#rest(readCompletionCaret(raw)));
    connection.onNotification(completionSnoozeMethod, (raw: unknown) => {
      const { until } = readCompletionSnooze(raw);
      this.#completer.snooze(until === undefined ? undefined : systemClock.now() + until - Date.now());
    });
    models.onDidChange(({ state }) => {
      if (state === "loading") this.#completer.forget();
    });
    return { inlineCompletionProvider: true, executeCommandProvider: { commands: [completionAcceptedCommand] } };
  }

  shutdown(): Promise<void> {
    this.#completer.dispose();
    this.#parts.syntax.dispose();
    this.#status.dispose();
    return Promise.resolve();
  }

  /**
   * What the model writes at another place than the caret's, once the completion there is answered. Undefined: nothing,
   * or the model is not loaded, or the battery is to be saved.
   */
  async suggest(place: CompletionPlace, signal: AbortSignal): Promise<string | undefined> {
    const { models, onBattery } = this.#parts;
    const settings = await this.#parts.settings.get(place.uri);
    await this.#answering?.catch(() => undefined);
    signal.throwIfAborted();
    if (!models.isReady || (onBattery() && !settings["completion.onBattery"])) return undefined;
    const request = { place, invoked: true, aside: true, ignored: false, settings } as const;
    const result = await this.#completer.complete(request, signal);
    return "reason" in result ? undefined : result.items[0]?.text;
  }

  async #complete(asked: InlineCompletionAsked, signal: AbortSignal): Promise<InlineCompletionItem[]> {
    const { documents, settings, context } = this.#parts;
    const { uri, position, invoked, selected } = asked;
    const document = documents.get(uri);
    if (document === undefined) return this.#none("documentNotOpen");
    const place = placeOf(document, position);
    const turn = ++this.#turn;
    const known = { settings: await settings.get(uri), ignored: (await context.ignored(uri)) ?? (false as const) };
    if (turn !== this.#turn) return this.#none("superseded");
    const answering = this.#completer.complete(
      {
        place,
        invoked,
        ...known,
        ...(selected && { selected: { start: document.offsetAt(selected.range.start), text: selected.text } }),
      },
      signal,
    );
    this.#answering = answering;
    const result = await answering;
    if ("reason" in result) return this.#none(result.reason);
    this.#parts.log.debug(`completion: ${result.source} after ${result.latencyMs.toFixed(0)} ms`);
    this.#status.shown(result.source, result.latencyMs, this.#completer.tokensPerSecond);
    return result.items.map((item) => toLsp(item, document));
  }

  #none(reason: Reason): [] {
    this.#parts.log.debug(`no completion: ${reason}`);
    this.#status.none(reason, this.#completer.tokensPerSecond);
    return [];
  }

  /** Work ahead, where completions come by themselves and the model is there: a rest of the caret loads none. */
  async #rest({ uri, position }: CompletionCaretParams): Promise<void> {
    const { context, documents, models, onBattery, settings } = this.#parts;
    const document = documents.get(uri);
    if (document === undefined || !models.isReady || onBattery()) return;
    const { "completion.enabled": enabled, "completion.languages": languages } = await settings.get(uri);
    if (!enabled || !isLanguageOn(languages, document.languageId) || (await context.ignored(uri)) !== undefined) return;
    await this.#completer.caretRested(placeOf(document, position));
  }

  /** While one types nothing waits for a load: it is begun, and a later keystroke finds the model. */
  async #model(wait: boolean, signal: AbortSignal): Promise<CompletionModel | { readonly reason: Reason }> {
    const { engine, models } = this.#parts;
    if (!wait && !models.isReady) {
      if (models.status.state === "failed") return { reason: "modelFailed" };
      models.ready(new AbortController().signal).catch(() => undefined);
      return { reason: "modelLoading" };
    }
    const ready = await models.ready(signal);
    const { form, automaticOff } = await this.#forms.choose(completingModel(engine, ready));
    this.#status.automaticOff = automaticOff;
    return {
      form,
      budget: completesOnGpu(engine.model) ? gpuBudget : cpuBudget,
      automaticOff: automaticOff !== undefined,
    };
  }

  /** Finds out by which form the model completes best, if that is not known. */
  async #testModel(signal: AbortSignal): Promise<void> {
    const { engine, models } = this.#parts;
    if (!models.isReady) return;
    const changed = await this.#forms.test(completingModel(engine, await models.ready(signal)), signal);
    if (changed) this.#completer.forget();
  }

  /** The status item shows that the model writes, and a model that writes is not unloaded. */
  #observe({ type }: CompletionEvent): void {
    if (type === "engineStart") {
      this.#endActivity?.();
      this.#endActivity = this.#parts.models.begin("completing");
    } else if (type === "engineEnd" || type === "aborted") {
      this.#endActivity?.();
      this.#endActivity = undefined;
    }
  }
}

function placeOf(document: TextDocument, position: Position): CompletionPlace {
  const { uri, languageId, version } = document;
  return { uri, languageId, version, text: document.getText(), offset: document.offsetAt(position) };
}

function completingModel(engine: Engine, { sha256, completionForm }: ReadyModel): CompletingModel {
  const { model } = engine;
  if (model === undefined) throw new PonderFailure("engineStopped", "The engine lost its model.", "Try again.");
  const loaded = completionModelOf(model);
  // What is known of the file is about the model for chat.
  if (loaded !== model) return { loaded };
  return {
    loaded,
    ...(sha256 !== undefined && { sha256 }),
    ...(completionForm !== undefined && { ownForm: completionForm }),
  };
}

function toLsp({ id, text, start, end }: CompletionItem, document: TextDocument): InlineCompletionItem {
  return {
    insertText: text,
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    command: { title: "Accepted", command: completionAcceptedCommand, arguments: [id] },
  };
}
