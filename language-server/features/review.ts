import type { Connection, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../../protocol/errors.js";
import { reviewMethod, type ReviewParams, type ReviewResult } from "../../protocol/review.js";
import type { Emit } from "../chat/runTurn.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { editTarget } from "../edits/editTarget.js";
import { splitLines } from "../edits/lines.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readReview } from "../parameters/codeParameters.js";
import { reviewPrompt } from "../prompts/reviewPrompt.js";
import { onRequest } from "../requests.js";
import { parseFindings } from "../review/parseFindings.js";
import { askOnce, type AskOnceParts } from "./askOnce.js";
import { openDocument } from "./openDocument.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface ReviewParts extends AskOnceParts {
  readonly connection: Connection;
  readonly documents: Pick<TextDocuments<TextDocument>, "get">;
  readonly log: Log;
}

/** `ponder/review`: remarks about code. Nothing is changed. */
export class Review implements Feature {
  readonly #parts: ReviewParts;

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, reviewMethod, readReview, (params, signal) =>
      withTurnEvents(connection, params.partialResultToken, (emit) => this.#review(params, emit, signal)),
    );
    return {};
  }

  #review(params: ReviewParams, emit: Emit, signal: AbortSignal): Promise<ReviewResult> {
    const { uri, version, path, instruction, effort } = params;
    const document = openDocument(this.#parts.documents, uri);
    if (document.version !== version)
      throw new PonderFailure("documentChanged", "The file was changed since you asked.", "Ask again.");
    const lines = splitLines(document.getText());
    const range = rangeOf(params, lines, document.languageId);
    if (lines.slice(range.start, range.end + 1).every((line) => line.trim() === "")) throw nothingHere();
    const prompt = () => reviewPrompt(path, lines, range, instruction);
    return askOnce(this.#parts, { prompt, instruction, uri, effort, lookup: true }, emit, signal, (turn) => {
      const { remarks, dropped, saysNothing } = parseFindings(turn.answer, lines, range);
      if (remarks.length === 0 && !saysNothing) throw noRemarks(dropped);
      const findings = remarks.map(({ start, end, message }) => ({
        range: { start: { line: start, character: 0 }, end: { line: end, character: lines[end]?.length ?? 0 } },
        message,
      }));
      return { findings, version, turn, ...(dropped > 0 && { dropped }) };
    });
  }
}

/** The selected lines, else all. */
function rangeOf({ range }: ReviewParams, lines: readonly string[], languageId: string): LineRange {
  return range === undefined ? { start: 0, end: lines.length - 1 } : editTarget(lines, range, languageId);
}

function nothingHere(): PonderFailure {
  return new PonderFailure("noProposal", "There is no code at this place.", "Select the lines that are meant.");
}

function noRemarks(dropped: number): PonderFailure {
  return new PonderFailure(
    "noProposal",
    dropped > 0
      ? "The answer is about lines that are not there."
      : "The answer says neither what was found nor that nothing was.",
    "It stands in the panel. Ask again, or select a smaller piece.",
  );
}
