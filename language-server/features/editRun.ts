import type { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ChatTurnResult } from "../../protocol/chat.js";
import type { EditProposal, EditProposeParams, EditProposeResult } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Settings } from "../../protocol/settings.js";
import { runBlocks } from "../chat/runBlocks.js";
import { runTurn, type Emit, type TurnParts, type TurnRequest } from "../chat/runTurn.js";
import { effortFor, type TurnQueue } from "../chat/turnQueue.js";
import type { Definition, Definitions } from "../context/definitions.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { planEdit, planFixAll, type EditPlan } from "../edits/editPlan.js";
import { joinAnswers } from "../edits/joinAnswers.js";
import { splitLines } from "../edits/lines.js";
import { findTargetAgain, makeProposal, proposalOf } from "../edits/makeProposal.js";
import type { Engine } from "../engine/engine.js";
import type { ModelService } from "../models/modelService.js";
import { allowedScripts, shownIn } from "../prompts/allowedScripts.js";
import { renderChat } from "../prompts/renderChat.js";
import type { SettingsStore } from "../settings.js";
import { turnLimits } from "../thinking/thoughtBudget.js";
import { placeAgain } from "../verify/placeAgain.js";
import { verifiedFix } from "../verify/verifiedFix.js";
import { editQuestion, type AskedModel } from "./editQuestion.js";
import { changedFiles, makeVerifier, type FixCandidatesParts } from "./fixCandidates.js";
import { openDocument, targetDocumentOf } from "./openDocument.js";

/** What it works with. */
export interface EditRunParts extends FixCandidatesParts {
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly definitions: Definitions;
}

/** Who is asked, and who hears of it. */
interface Asking extends AskedModel {
  readonly language: Settings["thinking.language"];
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** One request for an edit: of the document as it was when it was asked for, until the proposal for what it is then. */
export class EditRun {
  readonly #parts: EditRunParts;
  readonly #params: EditProposeParams;
  readonly #snapshot: TextDocument;
  readonly #lines: readonly string[];
  readonly #plans: readonly [EditPlan, ...EditPlan[]];
  /** What the first question has to know; the editor looks while the turn waits for the model. */
  readonly #early: Promise<readonly Definition[]>;

  /** @throws `documentNotOpen`, `documentChanged` when it was changed since it was asked for, and what the plan throws. */
  constructor(parts: EditRunParts, params: EditProposeParams, signal: AbortSignal) {
    this.#parts = parts;
    this.#params = params;
    const document = this.#document();
    const { uri, languageId, version } = document;
    if (version !== params.version) throw changedBefore();
    this.#snapshot = TextDocument.create(uri, languageId, version, document.getText());
    this.#lines = splitLines(this.#snapshot.getText());
    this.#plans =
      params.kind === "fixAll"
        ? planFixAll(params, this.#lines, languageId)
        : [planEdit(params, this.#lines, languageId)];
    this.#early = this.#definitions(this.#plans[0], signal);
  }

  /** @throws what the queue, the engine and the search for the place throw. */
  run(emit: Emit, signal: AbortSignal): Promise<EditProposeResult> {
    const { engine, settings, turns } = this.#parts;
    const { uri, kind, effort: asked, candidates } = this.#params;
    return turns.run(emit, signal, async (model) => {
      const { "thinking.language": language, "thinking.effort": usual, ...wanted } = await settings.get(uri);
      const effort = effortFor(model, asked ?? usual);
      const limits = turnLimits(model.info.contextSize, effort);
      const asking = { engine, model, limits, thinks: effort !== "off", language, emit, signal };
      if (kind === "fixAll") return this.#blocks(asking);
      const count = candidates ?? wanted["fix.candidates"];
      return kind === "fix" && count > 1 ? this.#verified(asking, count, wanted["fix.retry"]) : this.#single(asking);
    });
  }

  async #single(asking: Asking): Promise<EditProposeResult> {
    const [plan] = this.#plans;
    const { emit, signal } = asking;
    return runTurn(this.#turnParts(), await this.#turnFor(plan, asking), emit, signal, (turn) =>
      told(emit, turn, this.#proposeNow(turn.answer)),
    );
  }

  /** Several candidates, judged as the document was; placed again where it was changed since. */
  async #verified(asking: Asking, count: number, retry: boolean): Promise<EditProposeResult> {
    const { thinks, emit, signal } = asking;
    const [{ target }] = this.#plans;
    const { question, request } = await this.#requestFor(this.#plans[0], asking);
    const verifier = makeVerifier(this.#parts, this.#params, this.#snapshot.languageId);
    const place = (answer: string) => {
      const proposal = this.#propose(answer, this.#snapshot, target);
      return { proposal, files: changedFiles(proposal, this.#snapshot, target) };
    };
    const judge = verifier.judge.bind(verifier);
    const fix = { ...request, count, question, thinks, retry };
    const result = await verifiedFix(this.#turnParts(), fix, { place, judge }, emit, signal);
    const isSame = this.#document().version === this.#params.version;
    return isSame ? result : placeAgain(result, (answer) => this.#proposeNow(answer));
  }

  /** A question for each block, one after the other, and one proposal of all answers. */
  #blocks(asking: Asking): Promise<EditProposeResult> {
    const { emit, signal } = asking;
    const questions = this.#plans.map((plan) => ({
      title: titleOf(plan.target),
      request: () => this.#turnFor(plan, asking),
    }));
    return runBlocks(this.#turnParts(), questions, emit, signal, (turn, answers) => {
      const now = this.#document();
      const blocks = answers.map((answer, at) => ({
        answer,
        target: failureOr(() => this.#placeIn(now, this.#plans[at] ?? this.#plans[0])),
      }));
      const joined = joinAnswers(blocks, { ...targetDocumentOf(now), shownPath: this.#params.path });
      const leftOut = this.#plans.length - answers.length;
      const summary = leftOut === 0 ? joined.summary : partly(joined.summary, leftOut, this.#plans.length);
      const result = told(emit, turn, proposalOf({ ...joined, summary }));
      return { ...result, answer: joined.answer, ...(leftOut > 0 && { leftOut }) };
    });
  }

  async #turnFor(plan: EditPlan, asking: Asking): Promise<TurnRequest> {
    const { question, request } = await this.#requestFor(plan, asking);
    return { ...request, prompt: renderChat(asking.model.chatForm, [], question, asking.thinks), lookup: true };
  }

  async #requestFor(plan: EditPlan, asking: Asking) {
    const { model, limits, language, emit, signal } = asking;
    const found = await (plan === this.#plans[0] ? this.#early : this.#definitions(plan, signal));
    const { text: question, definitions } = await editQuestion(plan, found, asking, signal);
    if (definitions.length > 0) {
      const told = definitions.map(({ path, range, tokens }) => ({ path, range, tokens }));
      emit({ type: "definitions", definitions: told });
    }
    const scripts = allowedScripts(language, shownIn(question, this.#params.instruction));
    return { question, request: { lane: "edit", model, limits, scripts } as const };
  }

  /** What a fix has to know; of a document that moved on the places would be wrong. */
  async #definitions({ target, problems }: EditPlan, signal: AbortSignal): Promise<readonly Definition[]> {
    const { definitions, documents } = this.#parts;
    const { kind, uri, path, version } = this.#params;
    if ((kind !== "fix" && kind !== "fixAll") || documents.get(uri)?.version !== version) return [];
    return definitions.find({ uri, path, lines: this.#lines, target, problems }, signal);
  }

  #proposeNow(answer: string): EditProposal {
    const now = this.#document();
    return this.#propose(answer, now, this.#placeIn(now, this.#plans[0]));
  }

  /** The user named one file: others are refused. */
  #propose(answer: string, now: TextDocument, target: LineRange): EditProposal {
    const main = { ...targetDocumentOf(now), target, shownPath: this.#params.path };
    return makeProposal(answer, { main, named: new Map() });
  }

  /** Where the lines of a plan are now. */
  #placeIn(now: TextDocument, { target: { start, end } }: EditPlan): LineRange {
    if (now.version === this.#params.version) return { start, end };
    return findTargetAgain(this.#lines.slice(start, end + 1), now);
  }

  #document(): TextDocument {
    return openDocument(this.#parts.documents, this.#params.uri);
  }

  #turnParts(): TurnParts {
    const { engine, models, turns } = this.#parts;
    return { engine, models, thought: turns.thought };
  }
}

/** No await from the answer on: the proposal belongs to the version that it names. */
function told(emit: Emit, turn: ChatTurnResult, proposal: EditProposal): EditProposeResult {
  emit({ type: "proposal", proposal });
  return { proposal, turn };
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

function changedBefore(): PonderFailure {
  return new PonderFailure("documentChanged", "The file was changed since you asked.", "Ask again.");
}
