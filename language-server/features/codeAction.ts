import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
  type ServerCapabilities,
} from "vscode-languageserver";
import type { Problem } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Range } from "../../protocol/text.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readRange } from "../parameters.js";
import { answer } from "../requests.js";

/** The command of the client that a light bulb runs; its one argument is a {@link FixArgument}. */
const fixCommand = "ponder.fix";

/** What the light bulb hands to the command. An empty range: the function around it is fixed. */
interface FixArgument {
  readonly uri: string;
  readonly range: Range;
  readonly problems: readonly Problem[];
}

/** `textDocument/codeAction`: a “Fix with Ponder” for every problem that somebody else reports. */
export class CodeActions implements Feature {
  readonly #connection: Connection;
  readonly #log: Log;

  constructor(parts: { readonly connection: Connection; readonly log: Log }) {
    this.#connection = parts.connection;
    this.#log = parts.log;
  }

  initialize(): ServerCapabilities {
    this.#connection.onCodeAction((params, token) =>
      answer(this.#log, "textDocument/codeAction", token, () => {
        readParams(params);
        return actionsFor(params);
      }),
    );
    return { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } };
  }
}

/** The actions for one request. Pure. */
export function actionsFor({ textDocument, context }: CodeActionParams): CodeAction[] {
  const isWanted = context.only?.some((kind) => kind === "" || isWithin(CodeActionKind.QuickFix, kind)) ?? true;
  if (!isWanted) return [];
  return context.diagnostics
    .filter((diagnostic) => diagnostic.source?.toLowerCase() !== "ponder")
    .map((diagnostic) => {
      const { start } = diagnostic.range;
      const argument: FixArgument = {
        uri: textDocument.uri,
        range: { start, end: start },
        problems: [toProblem(diagnostic)],
      };
      return {
        title: "Fix with Ponder",
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        command: { title: "Fix with Ponder", command: fixCommand, arguments: [argument] },
      };
    });
}

/** Checks the fields that are read here; the rest of the request is of no interest. */
function readParams(raw: unknown): void {
  const { textDocument, context } = raw as Record<string, { readonly uri?: unknown; readonly diagnostics?: unknown }>;
  const diagnostics = context?.diagnostics;
  if (typeof textDocument?.uri !== "string" || !Array.isArray(diagnostics))
    throw new PonderFailure(
      "badRequest",
      "The code action has no document or no list of diagnostics.",
      "This is a fault of the client.",
    );
  for (const [index, diagnostic] of diagnostics.entries())
    readRange((diagnostic as Partial<Diagnostic> | null)?.range, `params.context.diagnostics[${String(index)}].range`);
}

function toProblem({ range, message, source, code }: Diagnostic): Problem {
  return {
    range,
    message: typeof message === "string" ? message : message.value,
    ...(source === undefined ? {} : { source }),
    ...(code === undefined ? {} : { code: String(code) }),
  };
}

/** Kinds are a hierarchy: `quickfix.import` is within `quickfix`. */
function isWithin(kind: string, wanted: string): boolean {
  return kind === wanted || kind.startsWith(`${wanted}.`);
}
