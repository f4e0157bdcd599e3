import type { Connection, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  editMatchMethod,
  editProposeMethod,
  type EditMatchParams,
  type EditMatchResult,
  type EditProposeParams,
  type EditProposeResult,
  type Problem,
} from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import { runTurn, type Emit } from "../chat/runTurn.js";
import type { TurnQueue } from "../chat/turnQueue.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { editTarget } from "../edits/editTarget.js";
import { splitLines } from "../edits/lines.js";
import { findTargetAgain, makeProposal } from "../edits/makeProposal.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService } from "../models/modelService.js";
import { readEditMatch, readEditPropose } from "../parameters.js";
import { fixPrompt } from "../prompts/fixPrompt.js";
import { allowedScripts } from "../prompts/allowedScripts.js";
import { renderR1 } from "../prompts/renderR1.js";
import { onRequest } from "../requests.js";
import type { SettingsStore } from "../settings.js";
import { splitPastedAnswer } from "../thinking/splitPastedAnswer.js";
import { turnLimits } from "../thinking/thoughtBudget.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface EditParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly log: Log;
}

/** `ponder/edit/propose` and `ponder/edit/match`: make proposals. Nothing here changes a document. */
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
    onRequest(connection, log, editMatchMethod, readEditMatch, (params) => this.#match(params));
    return {};
  }

  #propose(params: EditProposeParams, emit: Emit, signal: AbortSignal): Promise<EditProposeResult> {
    const { engine, models, settings, turns } = this.#parts;
    const document = this.#open(params.uri);
    if (document.version !== params.version) throw changedBefore();
    const lines = splitLines(document.getText());
    const target = editTarget(lines, params.range, document.languageId);
    const old = lines.slice(target.start, target.end + 1);
    if (old.every((line) => line.trim() === "")) throw nothingHere();
    const question = fixPrompt(
      { path: params.path, text: old.join("\n"), startLine: target.start },
      problemsIn(target, params.problems),
    );
    return turns.run(emit, signal, async (model) => {
      const { "thinking.language": language, "thinking.effort": usual } = await settings.get(params.uri);
      const effort = params.effort ?? usual;
      const limits = turnLimits(model.info.contextSize, effort);
      const prompt = renderR1([], question, effort !== "off");
      const scripts = allowedScripts(language, { prose: [], material: [question] });
      return runTurn(
        { engine, models, thought: turns.thought },
        { lane: "edit", prompt, model, limits, lookup: true, scripts },
        emit,
        signal,
        (turn) => {
          // No await from here on: the proposal belongs to the version that it names.
          const now = this.#open(params.uri);
          const place = now.version === params.version ? target : findTargetAgain(old, now);
          const proposal = makeProposal(now, turn.answer, place);
          emit({ type: "proposal", proposal });
          return { proposal, turn };
        },
      );
    });
  }

  #match({ uri, answer, range }: EditMatchParams): EditMatchResult {
    const document = this.#open(uri);
    const lines = splitLines(document.getText());
    const whole = { start: 0, end: lines.length - 1 };
    const target = range === undefined ? whole : editTarget(lines, range, document.languageId);
    return { proposal: makeProposal(document, splitPastedAnswer(answer).answer, target) };
  }

  #open(uri: string): TextDocument {
    const document = this.#parts.documents.get(uri);
    if (document !== undefined) return document;
    throw new PonderFailure("documentNotOpen", "The file is not open in the editor.", "Open it and ask again.");
  }
}

/** The problems of the target's lines; when none of them stands there, the client must know why it sent them. */
function problemsIn(target: LineRange, problems: readonly Problem[]): readonly Problem[] {
  const inside = problems.filter(({ range }) => range.start.line <= target.end && range.end.line >= target.start);
  return inside.length > 0 ? inside : problems;
}

function changedBefore(): PonderFailure {
  return new PonderFailure("documentChanged", "The file was changed since you asked.", "Ask again.");
}

function nothingHere(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    "There is no code at this place.",
    "Put the cursor into a function, or select the lines to fix.",
  );
}
