import type { Connection, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ChatTurnResult } from "../../protocol/chat.js";
import {
  editMatchMethod,
  editPathsMethod,
  editProposeMethod,
  type AnswerFile,
  type EditMatchParams,
  type EditMatchResult,
  type EditPathsResult,
  type EditProposal,
  type EditProposeParams,
  type EditProposeResult,
} from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Range } from "../../protocol/text.js";
import { runBlocks } from "../chat/runBlocks.js";
import { runTurn, type Emit } from "../chat/runTurn.js";
import { effortFor, type TurnQueue } from "../chat/turnQueue.js";
import type { LineRange } from "../context/enclosingBlock.js";
import type { Definition, Definitions } from "../context/definitions.js";
import { planEdit, planFixAll, type EditPlan } from "../edits/editPlan.js";
import { editTarget } from "../edits/editTarget.js";
import { joinAnswers } from "../edits/joinAnswers.js";
import { splitLines } from "../edits/lines.js";
import { findTargetAgain, makeProposal, proposalOf } from "../edits/makeProposal.js";
import { parseAnswer } from "../edits/parse/parseAnswer.js";
import type { MainDocument, TargetDocument } from "../edits/targetDocument.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService } from "../models/modelService.js";
import { readEditMatch, readEditPaths, readEditPropose } from "../parameters/editParameters.js";
import { allowedScripts } from "../prompts/allowedScripts.js";
import { renderChat } from "../prompts/renderChat.js";
import { onRequest } from "../requests.js";
import type { SettingsStore } from "../settings.js";
import { splitPastedAnswer } from "../thinking/splitPastedAnswer.js";
import { turnLimits } from "../thinking/thoughtBudget.js";
import { placeAgain } from "../verify/placeAgain.js";
import { verifiedFix } from "../verify/verifiedFix.js";
import { editQuestion } from "./editQuestion.js";
import { changedFiles, makeVerifier, type FixCandidatesParts } from "./fixCandidates.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface EditParts extends FixCandidatesParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly definitions: Definitions;
  readonly log: Log;
}

/** `ponder/edit/propose`, `ponder/edit/paths` and `ponder/edit/match`: make proposals. Nothing here changes a document. */
export class Edit implements Feature {
  readonly #parts: EditParts;

  constructor(parts: EditParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, editProposeMethod, readEditPropose, (params, signal) =>
      withTurnEvents(connection, params.partialResultToken, (emit) => this.#propose(params, emit, signal)),
    );
    onRequest(connection, log, editPathsMethod, readEditPaths, ({ answer }) => namedPaths(answer));
    onRequest(connection, log, editMatchMethod, readEditMatch, (params) => this.#match(params));
    return {};
  }

  #propose(params: EditProposeParams, emit: Emit, signal: AbortSignal): Promise<EditProposeResult> {
    const { engine, models, settings, turns } = this.#parts;
    const document = this.#open(params.uri);
    if (document.version !== params.version) throw changedBefore();
    const snapshot = TextDocument.create(document.uri, document.languageId, document.version, document.getText());
    const lines = splitLines(snapshot.getText());
    const { kind } = params;
    const plans =
      kind === "fixAll"
        ? planFixAll(params, lines, document.languageId)
        : ([planEdit(params, lines, document.languageId)] as const);
    const [first] = plans;
    // The editor looks while the turn waits for the model.
    const early = this.#definitions(params, lines, first, signal);
    return turns.run(emit, signal, async (model) => {
      const { "thinking.language": language, "thinking.effort": usual, ...wanted } = await settings.get(params.uri);
      const effort = effortFor(model, params.effort ?? usual);
      const thinks = effort !== "off";
      const limits = turnLimits(model.info.contextSize, effort);
      const parts = { engine, models, thought: turns.thought };
      const requestFor = async (plan: EditPlan) => {
        const found = await (plan === first ? early : this.#definitions(params, lines, plan, signal));
        const question = await editQuestion(plan, found, { engine, model, limits, thinks }, signal);
        const scripts = allowedScripts(language, { prose: [], material: [question] });
        return { question, request: { lane: "edit", model, limits, scripts } as const };
      };
      const turnFor = async (plan: EditPlan) => {
        const { question, request } = await requestFor(plan);
        return { ...request, prompt: renderChat(model.chatForm, [], question, thinks), lookup: true };
      };
      // The user named one file: others are refused.
      const propose = (answer: string, now: TextDocument, place: LineRange) =>
        makeProposal(answer, {
          main: { ...targetDocument(now), target: place, shownPath: params.path },
          named: new Map(),
        });
      const placeNow = (now: TextDocument, { target: { start, end } }: EditPlan) =>
        now.version === params.version ? { start, end } : findTargetAgain(lines.slice(start, end + 1), now);
      // No await from the answer on: the proposal belongs to the version that it names.
      const finish = (turn: ChatTurnResult, proposal: EditProposal) => {
        emit({ type: "proposal", proposal });
        return { proposal, turn };
      };
      if (kind === "fixAll") {
        const questions = plans.map((plan) => ({ title: titleOf(plan.target), request: () => turnFor(plan) }));
        return runBlocks(parts, questions, emit, signal, (turn, answers) => {
          const now = this.#open(params.uri);
          const blocks = answers.map((answer, at) => ({
            answer,
            target: failureOr(() => placeNow(now, plans[at] ?? first)),
          }));
          const joined = joinAnswers(blocks, { ...targetDocument(now), shownPath: params.path });
          const leftOut = plans.length - answers.length;
          const proposal = proposalOf(
            leftOut === 0 ? joined : { ...joined, summary: partly(joined.summary, leftOut, plans.length) },
          );
          return { ...finish(turn, proposal), answer: joined.answer, ...(leftOut > 0 && { leftOut }) };
        });
      }
      const proposeNow = (answer: string) => {
        const now = this.#open(params.uri);
        return propose(answer, now, placeNow(now, first));
      };
      const count = params.candidates ?? wanted["fix.candidates"];
      if (kind === "fix" && count > 1) {
        const { question, request } = await requestFor(first);
        const fix = { ...request, count, question, thinks, retry: wanted["fix.retry"] };
        const verifier = makeVerifier(this.#parts, params, snapshot.languageId);
        const place = (answer: string) => {
          const proposal = propose(answer, snapshot, first.target);
          return { proposal, files: changedFiles(proposal, snapshot, first.target) };
        };
        const judge = verifier.judge.bind(verifier);
        const result = await verifiedFix(parts, fix, { place, judge }, emit, signal);
        return this.#open(params.uri).version === params.version ? result : placeAgain(result, proposeNow);
      }
      return runTurn(parts, await turnFor(first), emit, signal, (turn) => finish(turn, proposeNow(turn.answer)));
    });
  }

  /** What a fix has to know; of a document that moved on the places would be wrong. */
  async #definitions(
    { kind, uri, path, version }: EditProposeParams,
    lines: readonly string[],
    { target, problems }: EditPlan,
    signal: AbortSignal,
  ): Promise<readonly Definition[]> {
    const { definitions, documents } = this.#parts;
    if ((kind !== "fix" && kind !== "fixAll") || documents.get(uri)?.version !== version) return [];
    return definitions.find({ uri, path, lines, target, problems }, signal);
  }

  #match({ uri, answer, range, files = [] }: EditMatchParams): EditMatchResult {
    const main = uri === undefined ? {} : { main: this.#mainDocument(uri, range) };
    const named = new Map(files.map((file) => [file.path, this.#answerFile(file)]));
    return { proposal: makeProposal(splitPastedAnswer(answer).answer, { ...main, named }) };
  }

  #mainDocument(uri: string, range: Range | undefined): MainDocument {
    const document = this.#open(uri);
    const lines = splitLines(document.getText());
    const whole = { start: 0, end: lines.length - 1 };
    const target = range === undefined ? whole : editTarget(lines, range, document.languageId);
    return { ...targetDocument(document), target };
  }

  #answerFile(file: AnswerFile): TargetDocument | PonderFailure {
    if ("error" in file) {
      const { code, message, hint } = file.error;
      return new PonderFailure(code, message, hint);
    }
    const { uri, path, kind } = file;
    if (kind === "create") return { uri, path, version: null, text: "", languageId: "" };
    return { ...targetDocument(this.#open(uri)), path };
  }

  #open(uri: string): TextDocument {
    const document = this.#parts.documents.get(uri);
    if (document !== undefined) return document;
    throw new PonderFailure("documentNotOpen", "The file is not open in the editor.", "Open it and ask again.");
  }
}

function targetDocument(document: TextDocument): TargetDocument {
  const { uri, version, languageId } = document;
  return { uri, version, languageId, text: document.getText(), path: pathOf(uri) };
}

/** As the editor counts lines. */
const titleOf = ({ start, end }: LineRange): string =>
  start === end ? `Line ${String(start + 1)}` : `Lines ${String(start + 1)}–${String(end + 1)}`;

/** The summary of what was stopped in the middle. */
const partly = (summary: string, leftOut: number, total: number): string =>
  `${summary} Stopped: ${String(leftOut)} of ${String(total)} blocks were not looked at.`.trim();

/** What `work` gives, or the failure that it throws. */
function failureOr<T>(work: () => T): T | PonderFailure {
  try {
    return work();
  } catch (error) {
    if (PonderFailure.is(error)) return error;
    throw error;
  }
}

/** The path in a URI, as people write it. */
function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}

function namedPaths(answer: string): EditPathsResult {
  const paths = parseAnswer(splitPastedAnswer(answer).answer).blocks.map(({ path }) => path);
  const named = paths.filter((path) => path !== undefined);
  return { paths: [...new Set(named)], hasUnnamed: named.length < paths.length };
}

function changedBefore(): PonderFailure {
  return new PonderFailure("documentChanged", "The file was changed since you asked.", "Ask again.");
}
