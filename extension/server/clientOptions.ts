import { Uri, workspace, type LogOutputChannel } from "vscode";
import { RevealOutputChannelOn, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import type { CompletionStatus } from "../../protocol/completion.js";
import { hasSelection, selectionStatus } from "../completion/selectionGate.js";
import { titled } from "../commands/codeActionTitles.js";
import { openDocument, seriousDiagnostics } from "../documents.js";
import { describe, type LogSink } from "../log.js";
import { isCancelled } from "./failure.js";
import { completedSchemes, isSupportedScheme } from "./schemes.js";

/** What the editor's side of the protocol needs. */
interface ClientParts {
  readonly channel: LogOutputChannel;
  readonly log: LogSink;
  /** Hears of requests for completions that were answered here. */
  readonly onCompletionStatus: (status: CompletionStatus) => void;
}

/** How the editor's side of the protocol behaves; the same for each run of the server. */
export function clientOptions({ channel, log, onCompletionStatus }: ClientParts): LanguageClientOptions {
  return {
    documentSelector: completedSchemes.map((scheme) => ({ scheme })),
    outputChannel: channel,
    traceOutputChannel: channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: false, supportHtml: false },
    middleware: middleware(log, onCompletionStatus),
  };
}

/**
 * A completion or a light bulb that failed or was overtaken by the next keystroke is nothing to tell the user about:
 * the editor gets an empty answer, the log says why.
 */
function middleware(log: LogSink, onCompletionStatus: (status: CompletionStatus) => void): Middleware {
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
    provideInlineCompletionItems: (document, position, context, token, next) => {
      if (token.isCancellationRequested) return null;
      if (hasSelection(document)) {
        log.trace(`no completion: ${selectionStatus.outcome}`);
        onCompletionStatus(selectionStatus);
        return null;
      }
      return quietly("Inline completion", () => next(document, position, context, token));
    },
    provideCodeActions: (document, range, context, token, next) =>
      token.isCancellationRequested || !workspace.isTrusted || !isSupportedScheme(document.uri.scheme)
        ? null
        : quietly("Code action", async () =>
            titled(await next(document, range, context, token), seriousDiagnostics(document.uri).length > 1),
          ),
    workspace: {
      // The library asks for the settings of a resource; those of its language (`[python]`) need the document.
      configuration: ({ items }) =>
        items.map(({ section = "", scopeUri }) => {
          const scope = scopeUri === undefined ? undefined : (openDocument(scopeUri) ?? Uri.parse(scopeUri));
          return workspace.getConfiguration(undefined, scope).get<unknown>(section) ?? null;
        }),
    },
  };
}
