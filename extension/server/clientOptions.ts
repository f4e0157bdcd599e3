import { workspace, type LogOutputChannel } from "vscode";
import { RevealOutputChannelOn, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import { describe, type LogSink } from "../log.js";
import { isCancelled } from "./failure.js";
import { schemes } from "./schemes.js";

/** How the editor's side of the protocol behaves; the same for each run of the server. */
export function clientOptions(channel: LogOutputChannel, log: LogSink): LanguageClientOptions {
  return {
    documentSelector: schemes.map((scheme) => ({ scheme })),
    outputChannel: channel,
    traceOutputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: false, supportHtml: false },
    middleware: middleware(log),
  };
}

/**
 * A completion or a light bulb that failed or was overtaken by the next keystroke is nothing to tell the user about:
 * the editor gets an empty answer, the log says why.
 */
function middleware(log: LogSink): Middleware {
  const quietly = async <T>(what: string, ask: () => T | PromiseLike<T>): Promise<T | null> => {
    try {
      return await ask();
    } catch (error) {
      if (isCancelled(error)) log.trace(`${what}: overtaken`);
      else log.warn(`${what}: ${describe(error)}`);
      return null;
    }
  };
  return {
    provideInlineCompletionItems: (document, position, context, token, next) =>
      token.isCancellationRequested
        ? null
        : quietly("Inline completion", () => next(document, position, context, token)),
    provideCodeActions: (document, range, context, token, next) =>
      token.isCancellationRequested || !workspace.isTrusted
        ? null
        : quietly("Code action", () => next(document, range, context, token)),
  };
}
