import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  ProgressType,
  ResponseError,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeParams,
} from "vscode-languageserver-protocol/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isPonderError, PonderFailure } from "../protocol/errors.js";
import type { TurnEvent } from "../protocol/events.js";
import type { Settings } from "../protocol/settings.js";

/** How long a stopping server, or a cancelled request, may take before it is ended by force, in milliseconds. */
const patience = 3_000;

/** How to start a server. */
export interface ServerOptions {
  /** Absolute path of `server.cjs`. */
  readonly program: string;
  readonly workingDirectory: string;
  readonly settings: Partial<Settings>;
}

/** A running language server, the same program as the editor's, spoken to over LSP on standard input and output. */
export interface Server {
  /** Tells the server about a document. */
  open(document: TextDocument): Promise<void>;
  /**
   * Sends a request.
   *
   * @throws PonderFailure what the server answers, `internal` when it ends; `signal.reason` after an abort.
   */
  request<Result>(method: string, params: object | undefined, signal: AbortSignal): Promise<Result>;
  /** Sends a request that streams events of a turn. */
  turn<Result>(
    method: string,
    params: object,
    onEvent: (event: TurnEvent) => void,
    signal: AbortSignal,
  ): Promise<Result>;
  /** Listens to a notification. Returns the function that ends it. */
  on(method: string, listener: (params: unknown) => void): () => void;
  /** Ends the server. */
  stop(): Promise<void>;
}

/**
 * Starts the server and shakes hands with it. Nothing of the model is loaded by that.
 *
 * @throws PonderFailure `internal` when it does not start.
 */
export async function startServer(options: ServerOptions, signal: AbortSignal): Promise<Server> {
  const { program, workingDirectory, settings } = options;
  if (!existsSync(program)) {
    throw new PonderFailure("internal", `The language server is missing: ${program}.`, "Run npm run build first.");
  }
  const child = spawn(process.execPath, [program, "--stdio"], {
    cwd: workingDirectory,
    stdio: "pipe",
    windowsHide: true,
    // In a process group of its own, so that Ctrl+C reaches the command line only, which then cancels in order.
    detached: process.platform !== "win32",
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  // A write to a server that has just ended. The pending requests say what happened.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, killer) => resolve(killer ?? `exit code ${code}`));
  });

  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onClose(() => connection.dispose());
  connection.listen();

  const failureOf = async (error: unknown): Promise<PonderFailure> => {
    if (error instanceof ResponseError && isPonderError(error.data)) {
      return new PonderFailure(error.data.code, error.data.message, error.data.hint, { cause: error });
    }
    const end = await Promise.race([ended, delay(200)]);
    const reason = error instanceof Error ? error.message : String(error);
    const message =
      end === undefined
        ? `The language server refused the request: ${reason}`
        : `The language server ended (${end}). ${complaint.trim().split("\n").at(-1) ?? ""}`.trim();
    return new PonderFailure("internal", message, report, { cause: error });
  };

  const request = async <Result>(method: string, params: object | undefined, abort: AbortSignal): Promise<Result> => {
    abort.throwIfAborted();
    const source = new CancellationTokenSource();
    const onAbort = (): void => source.cancel();
    abort.addEventListener("abort", onAbort);
    try {
      const answer =
        params === undefined
          ? connection.sendRequest<Result>(method, source.token)
          : connection.sendRequest<Result>(method, params, source.token);
      return await Promise.race([answer, givenUp(abort)]);
    } catch (error) {
      abort.throwIfAborted();
      throw await failureOf(error);
    } finally {
      abort.removeEventListener("abort", onAbort);
    }
  };

  const stop = async (): Promise<void> => {
    const polite = async (): Promise<void> => {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      await ended;
    };
    // A server that is gone refuses; one that hangs is killed.
    await Promise.race([polite().catch(() => undefined), delay(patience)]);
    connection.dispose();
    child.stdin.destroy();
    child.kill("SIGKILL");
    await ended;
  };

  try {
    await request(InitializeRequest.method, initializeParams(workingDirectory, settings), signal);
    await connection.sendNotification(InitializedNotification.type, {});
  } catch (error) {
    await stop();
    throw error;
  }

  let turns = 0;
  return {
    request,
    stop,
    on(method, listener) {
      const subscription = connection.onNotification(method, listener);
      return () => subscription.dispose();
    },
    async open(document) {
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: {
          uri: document.uri,
          languageId: document.languageId,
          version: document.version,
          text: document.getText(),
        },
      });
    },
    async turn(method, params, onEvent, abort) {
      const partialResultToken = `turn-${++turns}`;
      const subscription = connection.onProgress(new ProgressType<TurnEvent[]>(), partialResultToken, (events) =>
        events.forEach(onEvent),
      );
      try {
        return await request(method, { ...params, partialResultToken }, abort);
      } finally {
        subscription.dispose();
      }
    },
  };
}

const report = "Try again; if it stays so, run ponder doctor and report what it says.";

function initializeParams(workingDirectory: string, settings: Partial<Settings>): InitializeParams {
  const uri = pathToFileURL(workingDirectory).href;
  return {
    processId: process.pid,
    clientInfo: { name: "ponder" },
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the type still demands it
    rootUri: null,
    workspaceFolders: [{ uri, name: "." }],
    capabilities: { general: { positionEncodings: ["utf-16"] }, textDocument: { inlineCompletion: {} } },
    initializationOptions: { settings },
  };
}

function delay(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds).unref());
}

/** Rejects when an abort was not answered in time. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => void delay(patience).then(() => reject(signal.reason as Error)), {
      once: true,
    });
  });
}
