import {
  CodeActionKind,
  CodeActionTag,
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
import { readRange } from "../parameters/places.js";
import { answer } from "../requests.js";

/** What a light bulb hands to a command of the client. An empty range: the function around it is meant. */
interface CommandArgument {
  readonly uri: string;
  readonly range: Range;
  readonly problems: readonly Problem[];
}

/** What is offered for a problem. The client has the titles in the user's language. */
const forProblems = [
  { command: "ponder.fix", title: "Fix with Ponder" },
  { command: "ponder.explain", title: "Explain with Ponder" },
];

/** What is offered once where there are problems. A client may know that there is only one in the whole file. */
const forFiles = { command: "ponder.fixAll", title: "Fix all problems of this file with Ponder" };

/** What is offered for a selection, and where the user asks for refactorings. */
const rewrites = [
  { command: "ponder.edit", title: "Edit with Ponder…" },
  { command: "ponder.refactor", title: "Refactor with Ponder" },
  { command: "ponder.optimise", title: "Optimise with Ponder" },
  { command: "ponder.document", title: "Document with Ponder" },
  { command: "ponder.generateTests", title: "Generate tests with Ponder" },
];

/**
 * `textDocument/codeAction`: what Ponder can do with every problem that somebody else reports, and with a selection. All
 * are marked as made by a model.
 */
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
    return { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] } };
  }
}

/** The actions for one request. Pure. */
export function actionsFor({ textDocument: { uri }, range, context }: CodeActionParams): CodeAction[] {
  const { only, diagnostics } = context;
  const isWanted = (kind: string) => only?.some((wanted) => wanted === "" || isWithin(kind, wanted)) ?? true;
  const actions: CodeAction[] = [];
  if (isWanted(CodeActionKind.QuickFix)) {
    const others = diagnostics.filter(({ source }) => source?.toLowerCase() !== "ponder");
    for (const diagnostic of others) {
      const { start } = diagnostic.range;
      const argument: CommandArgument = { uri, range: { start, end: start }, problems: [toProblem(diagnostic)] };
      for (const offer of forProblems)
        actions.push({ ...actionOf(offer, CodeActionKind.QuickFix, argument), diagnostics: [diagnostic] });
    }
    const [first] = others;
    if (first !== undefined) {
      const { start } = first.range;
      actions.push(actionOf(forFiles, CodeActionKind.QuickFix, { uri, range: { start, end: start }, problems: [] }));
    }
  }
  // The light bulb of every line would offer them, and so say nothing.
  const isAsked = only !== undefined || !isEmpty(range);
  if (isAsked && isWanted(CodeActionKind.RefactorRewrite)) {
    const argument: CommandArgument = { uri, range, problems: [] };
    for (const offer of rewrites) actions.push(actionOf(offer, CodeActionKind.RefactorRewrite, argument));
  }
  return actions;
}

function actionOf(
  { command, title }: { readonly command: string; readonly title: string },
  kind: CodeActionKind,
  argument: CommandArgument,
): CodeAction {
  return { title, kind, tags: [CodeActionTag.LLMGenerated], command: { title, command, arguments: [argument] } };
}

const isEmpty = ({ start, end }: Range): boolean => start.line === end.line && start.character === end.character;

/** Checks the fields that are read here; the rest of the request is of no interest. */
function readParams(raw: unknown): void {
  const { textDocument, context, range } = raw as Record<
    string,
    { readonly uri?: unknown; readonly diagnostics?: unknown }
  >;
  const diagnostics = context?.diagnostics;
  if (typeof textDocument?.uri !== "string" || !Array.isArray(diagnostics))
    throw new PonderFailure(
      "badRequest",
      "The code action has no document or no list of diagnostics.",
      "This is a fault of the client.",
    );
  readRange(range, "params.range");
  for (const [index, diagnostic] of diagnostics.entries())
    readRange((diagnostic as Partial<Diagnostic> | null)?.range, `params.context.diagnostics[${String(index)}].range`);
}

function toProblem({ range, message, source, code, relatedInformation = [] }: Diagnostic): Problem {
  const related = relatedInformation.map(({ location: { uri, range: place }, message: told }) => ({
    file: lastPart(uri),
    line: place.start.line,
    message: told,
  }));
  return {
    range,
    message: typeof message === "string" ? message : message.value,
    ...(source === undefined ? {} : { source }),
    ...(code === undefined ? {} : { code: String(code) }),
    ...(related.length > 0 && { related }),
  };
}

function lastPart(uri: string): string {
  const part = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Kinds are a hierarchy: `quickfix.import` is within `quickfix`. */
function isWithin(kind: string, wanted: string): boolean {
  return kind === wanted || kind.startsWith(`${wanted}.`);
}
