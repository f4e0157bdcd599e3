import type { ChildProcess } from "node:child_process";
import { CancellationTokenSource, type LogOutputChannel } from "vscode";
import { CloseAction, ErrorAction, LanguageClient, ProgressType, TransportKind } from "vscode-languageclient/node";
import {
  completionDeclarationsMethod,
  completionDidChangeStatusMethod,
  type CompletionStatus,
} from "../../protocol/completion.js";
import type { Problem } from "../../protocol/edits.js";
import { verifyProblemsMethod, type VerifyProblemsParams } from "../../protocol/verify.js";
import type { TurnEvent } from "../../protocol/events.js";
import { healthPingMethod, type Resume } from "../../protocol/health.js";
import { modelDidChangeStatusMethod, modelStatusMethod, type ModelStatus } from "../../protocol/model.js";
import { modelsDidChangeDownloadsMethod, type Downloads, type DownloadState } from "../../protocol/models.js";
import { tellCaret } from "../completion/caret.js";
import { tellCopies } from "../completion/copyTracker.js";
import { findDeclarations } from "../completion/declarations.js";
import { Lifetime } from "../lifetime.js";
import { describe, type LogSink } from "../log.js";
import { clientOptions } from "./clientOptions.js";
import { failureOf, isCancelled, toPonderError } from "./failure.js";
import { startHeartbeat } from "./heartbeat.js";
import type { ServerRun } from "./serverRun.js";

/** How long a server may take from its start to its first answer, in milliseconds. It loads no model in that time. */
const startLimitMs = 60_000;
/** How long a server may take to go by itself, in milliseconds. */
const stopLimitMs = 2_000;

/** What a run needs to know. */
export interface ClientRunOptions {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly channel: LogOutputChannel;
  readonly log: LogSink;
  /** What the run before this one kept. */
  readonly resume?: Resume;
  readonly onModelStatus: (status: ModelStatus) => void;
  readonly onCompletionStatus: (status: CompletionStatus) => void;
  readonly onDownloads: (states: readonly DownloadState[]) => void;
  /** Finds the problems of a text that is no document. */
  readonly findProblems: (params: VerifyProblemsParams) => Promise<readonly Problem[] | null>;
}

/**
 * Errors of the connection belong into the log and the status item. The client of the library would show a message
 * box for each; a server that cannot start would show ten.
 */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** One run of the language server behind vscode-languageclient, forked with the editor's own Node. */
export async function startClientRun(options: ClientRunOptions, signal: AbortSignal): Promise<ServerRun> {
  const lifetime = new Lifetime();
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const client = new QuietClient(
    "ponder",
    "Ponder",
    { module: options.module, transport: TransportKind.ipc },
    {
      ...clientOptions(options),
      initializationOptions: { resume: options.resume },
      // Starting again is the supervisor's business, with a new client: one way for a crash, a deaf server and a
      // restart that the user asked for.
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          end();
          return { action: CloseAction.DoNotRestart, handled: true, message: "The language server is gone." };
        },
      },
      initializationFailedHandler: () => false,
    },
  );
  let child: ChildProcess | undefined;
  const kill = () => (child ?? client.serverProcess)?.kill("SIGKILL");

  const stop = async () => {
    end();
    await lifetime.dispose();
    if (client.needsStop())
      await client.stop(stopLimitMs).catch((error: unknown) => options.log.debug(describe(error)));
    if (child?.exitCode === null && child.signalCode === null) kill();
  };

  const limit = AbortSignal.any([signal, AbortSignal.timeout(startLimitMs)]);
  limit.addEventListener("abort", kill);
  try {
    lifetime.own(client.onNotification(modelDidChangeStatusMethod, options.onModelStatus));
    lifetime.own(client.onNotification(completionDidChangeStatusMethod, options.onCompletionStatus));
    lifetime.own(
      client.onNotification(modelsDidChangeDownloadsMethod, ({ downloads }: Downloads) =>
        options.onDownloads(downloads),
      ),
    );
    lifetime.own(client.onRequest(completionDeclarationsMethod, findDeclarations));
    lifetime.own(client.onRequest(verifyProblemsMethod, options.findProblems));
    await client.start();
    child = client.serverProcess;
    limit.throwIfAborted();
  } catch (error) {
    kill();
    await lifetime.dispose();
    throw error;
  } finally {
    limit.removeEventListener("abort", kill);
  }

  lifetime.own(
    startHeartbeat(
      () => client.sendRequest(healthPingMethod),
      () => {
        options.log.error("The language server does not answer any more; it is ended.");
        kill();
      },
    ),
  );
  client.sendRequest<ModelStatus>(modelStatusMethod).then(options.onModelStatus, (error: unknown) => {
    options.log.warn(`No model status: ${describe(error)}`);
  });
  options.log.info(`The language server runs, process ${child?.pid ?? "unknown"}.`);
  const notify = (method: string, params: object) => {
    client.sendNotification(method, params).catch((error: unknown) => {
      options.log.warn(`${method} was not sent: ${describe(error)}`);
    });
  };
  lifetime.own(tellCaret(notify));
  lifetime.own(tellCopies(notify));
  return { pid: child?.pid, ended, request: requestOver(client, options.log), notify, dispose: stop };
}

const turnEvents = new ProgressType<readonly TurnEvent[]>();
let lastToken = 0;

/** The one place where an `AbortSignal` becomes a `CancellationToken`. */
function requestOver(client: LanguageClient, log: LogSink): ServerRun["request"] {
  return async <R>(
    method: string,
    params: object | undefined,
    signal: AbortSignal,
    onEvents?: (events: readonly TurnEvent[]) => void,
  ): Promise<R> => {
    signal.throwIfAborted();
    const lifetime = new Lifetime();
    const cancellation = lifetime.own(new CancellationTokenSource());
    const cancel = () => cancellation.cancel();
    signal.addEventListener("abort", cancel);
    lifetime.own({ dispose: () => signal.removeEventListener("abort", cancel) });
    let allParams = params;
    if (onEvents) {
      const partialResultToken = `ponder-${++lastToken}`;
      allParams = { ...params, partialResultToken };
      lifetime.own(client.onProgress(turnEvents, partialResultToken, onEvents));
    }
    try {
      return await client.sendRequest<R>(method, allParams, cancellation.token);
    } catch (error) {
      if (signal.aborted && isCancelled(error)) throw signal.reason;
      const failure = toPonderError(error);
      log.warn(`${method} failed (${failure.code}): ${describe(error)}`);
      throw failureOf(failure, error);
    } finally {
      await lifetime.dispose();
    }
  };
}
