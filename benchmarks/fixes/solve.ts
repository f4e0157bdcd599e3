import path from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { applyHunks, hunksOf } from "../../cli/hunks.js";
import type { Server } from "../../cli/server.js";
import { chatTurnMethod, type ChatTurnParams, type ChatTurnResult } from "../../protocol/chat.js";
import {
  editMatchMethod,
  editProposeMethod,
  type EditMatchParams,
  type EditMatchResult,
  type EditProposal,
  type EditProposeParams,
  type EditProposeResult,
} from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { FixCase } from "./fixCases.js";

/** What came out of one case. */
export interface Attempt {
  /** The text is the expected one, to the letter. */
  readonly solved: boolean;
  /** Why there is no text at all: the code of the failure. */
  readonly failure?: string;
}

/** A way to get a proposal for a document. */
type Propose = (server: Server, fixCase: FixCase, document: TextDocument) => Promise<EditProposal>;

const never = new AbortController().signal;

/** The product: its own prompt, made from the document and the diagnostic. */
export const withProductPrompt: Propose = async (server, { path: shownPath, diagnostic }, document) => {
  const range = { start: document.positionAt(0), end: document.positionAt(document.getText().length) };
  const line = diagnostic?.line;
  const place = line === undefined ? range : { start: { line: line - 1, character: 0 }, end: { line, character: 0 } };
  const params: EditProposeParams = {
    kind: "fix",
    uri: document.uri,
    version: document.version,
    range,
    problems: diagnostic ? [{ range: place, message: diagnostic.message }] : [],
    path: shownPath,
  };
  const { proposal } = await server.turn<EditProposeResult>(editProposeMethod, params, () => undefined, never);
  return proposal;
};

/** The peer: the bare prompt of the case as a question, and the same matcher on its answer. */
export const withBarePrompt: Propose = async (server, { prompt }, document) => {
  const question: ChatTurnParams = {
    conversationId: document.uri,
    command: "ask",
    history: [],
    question: prompt,
    context: [],
  };
  const { answer } = await server.turn<ChatTurnResult>(chatTurnMethod, question, () => undefined, never);
  const params: EditMatchParams = { uri: document.uri, answer };
  return (await server.request<EditMatchResult>(editMatchMethod, params, never)).proposal;
};

/** Runs one case. A failure of the model counts as unsolved; a failure of ours ends the benchmark. */
export async function attempt(server: Server, fixCase: FixCase, at: number, propose: Propose): Promise<Attempt> {
  const uri = pathToFileURL(path.resolve("/benchmark", String(at), fixCase.path)).href;
  const document = TextDocument.create(uri, fixCase.languageId, 1, fixCase.before);
  await server.open(document);
  try {
    const proposal = await propose(server, fixCase, document);
    return { solved: applyHunks(document, hunksOf(proposal, uri)) === fixCase.after };
  } catch (error) {
    if (!PonderFailure.is(error) || !modelFailures.has(error.data.code)) throw error;
    return { solved: false, failure: error.data.code };
  }
}

const modelFailures: ReadonlySet<string> = new Set(["noProposal", "noChange", "noMatch", "ambiguous", "thoughtOnly"]);
