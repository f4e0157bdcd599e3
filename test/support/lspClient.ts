import { once } from "node:events";
import { fork, spawn, type ChildProcess } from "node:child_process";
import { rm, symlink } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import {
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  InlineCompletionRequest,
  IPCMessageReader,
  IPCMessageWriter,
  LogMessageNotification,
  ProgressType,
  ResponseError,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type InitializeParams,
  type InitializeResult,
  type InlineCompletionItem,
  type ProtocolConnection,
  type WorkspaceFolder,
} from "vscode-languageserver/node";
import { bundles } from "../../scripts/bundles.js";
import { copyGrammars } from "../../scripts/grammars.js";
import type { ChatTurnParams, ChatTurnResult } from "../../protocol/chat.js";
import { chatTurnMethod } from "../../protocol/chat.js";
import { editProposeMethod, type EditProposeParams, type EditProposeResult } from "../../protocol/edits.js";
import type { TurnEvent } from "../../protocol/events.js";
import { modelDidChangeStatusMethod, type ModelStatus } from "../../protocol/model.js";
import type { Resume } from "../../protocol/health.js";
import type { Position } from "../../protocol/text.js";
import { repository } from "./engineProgram.js";

/** How a test client presents itself. */
export interface LspClientOptions {
  /** What it answers to `workspace/configuration`, by the URI that is asked for (empty: none) and the section. */
  readonly configuration?: (scopeUri: string, section: string) => unknown;
  /** Settings without `workspace/configuration`; default: one thread, on the CPU. */
  readonly settings?: unknown;
  /** What the server before this one kept. */
  readonly resume?: Resume;
  readonly workDoneProgress?: boolean;
  readonly workspaceFolders?: WorkspaceFolder[];
  /** Of the server's process, beside this one's. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A turn as a client sees it. */
export interface StreamedTurn<R> {
  readonly result: Promise<R>;
  /** Grows while the turn runs. */
  readonly events: TurnEvent[];
  /** Resolves at the first event that fits; rejects when the turn ends without one. */
  readonly seen: (fits: (event: TurnEvent) => boolean) => Promise<TurnEvent>;
}

/** What a server can be asked, with everything it says kept for the test. */
export class LspClient {
  capabilities: InitializeResult["capabilities"] = {};
  readonly statuses: ModelStatus[] = [];
  readonly #waiting = new Set<() => void>();
  #tokens = 0;

  /** @param end waits for the end of the server. @param log lines that the server logged. */
  constructor(
    readonly connection: ProtocolConnection,
    private readonly end: () => Promise<unknown>,
    readonly log: string[],
    readonly process?: ChildProcess,
  ) {}

  async start(options: LspClientOptions): Promise<void> {
    const { configuration, settings, resume, workDoneProgress, workspaceFolders } = options;
    const { connection } = this;
    connection.onNotification(LogMessageNotification.type, ({ message }) => void this.log.push(message));
    connection.onNotification(modelDidChangeStatusMethod, (status: ModelStatus) => {
      this.statuses.push(status);
      this.#wake();
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ scopeUri, section }) => configuration?.(scopeUri ?? "", section ?? "") ?? null),
    );
    connection.listen();
    const params: InitializeParams = {
      processId: process.pid,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the protocol requires it all the same
      rootUri: null,
      capabilities: {
        workspace: { configuration: configuration !== undefined, workspaceFolders: workspaceFolders !== undefined },
        window: { workDoneProgress: workDoneProgress ?? false },
      },
      ...(workspaceFolders && { workspaceFolders }),
      initializationOptions: { settings: settings ?? { engine: { threads: 1, gpu: "cpu" } }, resume },
    };
    this.capabilities = (await connection.sendRequest(InitializeRequest.type, params)).capabilities;
    await connection.sendNotification(InitializedNotification.type, {});
  }

  open(uri: string, languageId: string, text: string, version = 1): Promise<void> {
    const textDocument = { uri, languageId, version, text };
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** Replaces the whole text. */
  change(uri: string, version: number, text: string): Promise<void> {
    const params = { textDocument: { uri, version }, contentChanges: [{ text }] };
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, params);
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  chat(params: Partial<ChatTurnParams>, token?: CancellationToken): StreamedTurn<ChatTurnResult> {
    const whole = { conversationId: "test", command: "ask", history: [], question: "", context: [], ...params };
    return this.streamed(chatTurnMethod, whole, token);
  }

  propose(params: EditProposeParams, token?: CancellationToken): StreamedTurn<EditProposeResult> {
    return this.streamed(editProposeMethod, params, token);
  }

  async complete(uri: string, position: Position, triggerKind: 1 | 2 = 1): Promise<InlineCompletionItem[]> {
    const params = { textDocument: { uri }, position, context: { triggerKind } };
    const result = await this.connection.sendRequest(InlineCompletionRequest.type, params);
    return Array.isArray(result) ? result : (result?.items ?? []);
  }

  request<R>(method: string, params?: unknown): Promise<R> {
    return params === undefined ? this.connection.sendRequest(method) : this.connection.sendRequest(method, params);
  }

  /** Resolves as soon as a status that fits was told. */
  async status(fits: (status: ModelStatus) => boolean): Promise<ModelStatus> {
    for (;;) {
      const found = this.statuses.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Shuts the server down in good order. */
  async stop(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
    const ended = this.end();
    await this.connection.sendNotification(ExitNotification.type);
    await ended;
    this.connection.dispose();
  }

  /** A request with partial results. */
  streamed<R>(method: string, params: object, cancellation?: CancellationToken): StreamedTurn<R> {
    const token = `turn-${String(++this.#tokens)}`;
    const events: TurnEvent[] = [];
    const type = new ProgressType<readonly TurnEvent[]>();
    const listener = this.connection.onProgress(type, token, (more) => {
      events.push(...more);
      this.#wake();
    });
    let over = false;
    const whole = { ...params, partialResultToken: token };
    const sent =
      cancellation === undefined
        ? this.connection.sendRequest<R>(method, whole)
        : this.connection.sendRequest<R>(method, whole, cancellation);
    const result = sent.finally(() => {
      over = true;
      listener.dispose();
      this.#wake();
    });
    // Tests look at the result when they want to; until then a failure is nobody's.
    result.catch(() => undefined);
    const seen = async (fits: (event: TurnEvent) => boolean): Promise<TurnEvent> => {
      for (;;) {
        const found = events.find(fits);
        if (found !== undefined) return found;
        if (over) throw new Error(`The turn ended without the event; it had ${JSON.stringify(events)}`);
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    };
    return { result, events, seen };
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The error of a request that has to fail. */
export async function errorOf(request: Promise<unknown>): Promise<ResponseError<{ readonly code: string }>> {
  const error: unknown = await request.then(
    (value) => Promise.reject(new Error(`It succeeded: ${JSON.stringify(value)}`)),
    (reason: unknown) => reason,
  );
  if (error instanceof ResponseError) return error as ResponseError<{ readonly code: string }>;
  throw error;
}

/**
 * Builds the server and its programs as the product does, with the grammars, beside a link to the models.
 *
 * @param name of its folder. @returns its path.
 */
export async function buildServer(name = "lsp"): Promise<string> {
  const folder = path.join(repository, "out/test", name);
  const outdir = path.join(folder, "dist");
  await build({ ...bundles.server, absWorkingDir: repository, outdir, logLevel: "warning" });
  await copyGrammars(path.join(outdir, "tree-sitter"));
  await rm(path.join(folder, "models"), { force: true, recursive: true });
  await symlink(path.join(repository, "models"), path.join(folder, "models"), "junction");
  return path.join(outdir, "server.cjs");
}

/** Starts the built server and says hello. */
export async function startBuiltServer(
  program: string,
  transport: "stdio" | "ipc",
  options: LspClientOptions = {},
): Promise<LspClient> {
  const env = { ...process.env, ...options.environment };
  const child =
    transport === "stdio"
      ? spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"], env })
      : fork(program, ["--node-ipc"], { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [], env });
  const { stdin, stdout } = child;
  const connection =
    stdin !== null && stdout !== null
      ? createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
      : createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const client = new LspClient(connection, () => once(child, "exit"), [], child);
  await client.start(options);
  return client;
}
