import type { Connection, InitializeParams, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { completionCopiedMethod } from "../../protocol/completion.js";
import { systemClock } from "../completion/clock.js";
import { cpuContextBudget, gpuContextBudget } from "../completion/context/contextBudget.js";
import { ContextStore } from "../completion/context/contextStore.js";
import { Declarations, type AskDeclarations } from "../completion/context/declarations.js";
import { IgnoreRules } from "../completion/context/ignore/ignoreRules.js";
import { WorkspaceFolders } from "../completion/context/workspaceFolders.js";
import { Definitions } from "../context/definitions.js";
import { completesOnGpu, type Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readCompletionCopied } from "../parameters/completionParameters.js";
import type { SettingsStore } from "../settings.js";
import { askDeclarations } from "./askDeclarations.js";

/** What the feature needs. */
export interface CompletionContextParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: Pick<SettingsStore, "get" | "onDidChange">;
  readonly engine: Pick<Engine, "model">;
  readonly log: Log;
}

/** Tells the context store what happens in the editor: documents, workspace folders, settings, copied text. */
export class CompletionContext implements Feature {
  readonly store: ContextStore;
  /** Which files are left alone. */
  readonly rules: IgnoreRules;
  /** What a fix has to know of the rest of the workspace. */
  readonly definitions: Definitions;
  readonly #parts: CompletionContextParts;
  readonly #folders = new WorkspaceFolders(process.platform === "win32" || process.platform === "darwin");
  #tellsFolders = false;

  constructor(parts: CompletionContextParts) {
    this.#parts = parts;
    const { connection, documents, settings, engine, log } = parts;
    const folders = this.#folders;
    const pathOf = (uri: string) => folders.pathOf(uri);
    const rules = new IgnoreRules({
      clock: systemClock,
      log,
      folders,
      excluded: async (uri) => (await settings.get(uri))["completion.exclude"],
    });
    const ask: AskDeclarations = (params) => askDeclarations(connection, params);
    const ignored = (uri: string) => rules.reasonFor(uri);
    this.store = new ContextStore({
      clock: systemClock,
      log,
      pathOf,
      budget: () => (completesOnGpu(engine.model) ? gpuContextBudget : cpuContextBudget),
      ignored,
      gatherers: [new Declarations(ask, pathOf, systemClock)],
    });
    this.definitions = new Definitions({
      ask,
      pathInWorkspace: (uri) => (folders.find(uri) === undefined ? undefined : pathOf(uri)),
      ignored,
      clock: systemClock,
      log,
    });
    documents.onDidOpen(({ document }) => {
      if (!isCommitMessage(document)) this.store.opened(document);
    });
    documents.onDidChangeContent(({ document }) => {
      if (!isCommitMessage(document)) this.store.changed(document);
    });
    documents.onDidClose(({ document }) => this.store.closed(document.uri));
    settings.onDidChange(() => rules.forget());
    connection.onNotification(completionCopiedMethod, (raw: unknown) => {
      const { uri, text } = readCompletionCopied(raw);
      this.store.copied(uri, text);
    });
    this.rules = rules;
  }

  initialize(params: InitializeParams): ServerCapabilities {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- clients that know one folder only have nothing else
    const root = params.rootUri ?? undefined;
    this.#folders.set(params.workspaceFolders ?? (root === undefined ? [] : [{ uri: root, name: nameOf(root) }]));
    this.#tellsFolders = params.capabilities.workspace?.workspaceFolders === true;
    if (!this.#tellsFolders) return {};
    return { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } };
  }

  initialized(): void {
    if (!this.#tellsFolders) return;
    this.#parts.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      this.#folders.change(added, removed);
      this.rules.forget();
    });
  }
}

/** A message is no context for code. */
const isCommitMessage = ({ languageId }: TextDocument): boolean => languageId === "scminput";

const nameOf = (uri: string): string => uri.replace(/\/+$/, "").split("/").at(-1) ?? "";
