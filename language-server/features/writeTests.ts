import type { Connection, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../../protocol/errors.js";
import { testsWriteMethod, type TestsWriteParams, type TestsWriteResult } from "../../protocol/tests.js";
import type { Emit } from "../chat/runTurn.js";
import { editTarget } from "../edits/editTarget.js";
import { splitLines } from "../edits/lines.js";
import { findFences } from "../edits/parse/fences.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readTestsWrite } from "../parameters/codeParameters.js";
import { testsPrompt } from "../prompts/testsPrompt.js";
import { onRequest } from "../requests.js";
import { askOnce, type AskOnceParts } from "./askOnce.js";
import { openDocument } from "./openDocument.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface WriteTestsParts extends AskOnceParts {
  readonly connection: Connection;
  readonly documents: Pick<TextDocuments<TextDocument>, "get">;
  readonly log: Log;
}

/** `ponder/tests/write`: tests for a piece of code, as an answer that names their file. Nothing is changed. */
export class WriteTests implements Feature {
  readonly #parts: WriteTestsParts;

  constructor(parts: WriteTestsParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, testsWriteMethod, readTestsWrite, (params, signal) =>
      withTurnEvents(connection, params.partialResultToken, (emit) => this.#write(params, emit, signal)),
    );
    return {};
  }

  #write(params: TestsWriteParams, emit: Emit, signal: AbortSignal): Promise<TestsWriteResult> {
    const { uri, version, range, path, testPath, testUri, framework, instruction, effort } = params;
    const { documents } = this.#parts;
    const document = openDocument(documents, uri);
    if (document.version !== version)
      throw new PonderFailure("documentChanged", "The file was changed since you asked.", "Ask again.");
    const lines = splitLines(document.getText());
    const { start, end } = editTarget(lines, range, document.languageId);
    const text = lines.slice(start, end + 1).join("\n");
    if (text.trim() === "") throw nothingHere();
    const testText = testUri === undefined ? undefined : openDocument(documents, testUri).getText();
    const wish = { path, text, testPath, framework };
    const prompt = () =>
      testsPrompt({
        ...wish,
        ...(testText !== undefined && { testText }),
        ...(instruction !== undefined && { instruction }),
      });
    return askOnce(this.#parts, { prompt, instruction, uri, effort, lookup: true }, emit, signal, (turn) => {
      const answer = namedAnswer(turn.answer, testPath);
      if (answer === undefined) throw noTests();
      return { answer, turn };
    });
  }
}

/**
 * The longest code block of an answer as the whole of a file. Pure.
 *
 * @returns `undefined` when there is no code.
 */
export function namedAnswer(answer: string, testPath: string): string | undefined {
  const fences = findFences(splitLines(answer)).toSorted((a, b) => b.lines.length - a.lines.length);
  const [longest] = fences;
  if (!longest?.lines.some((line) => line.trim() !== "")) return undefined;
  const marks = longest.lines.map((line) => /^\s*(`{3,})/.exec(line)?.[1]?.length ?? 0);
  const fence = "`".repeat(Math.max(3, ...marks.map((length) => length + 1)));
  return [`File: \`${testPath}\``, fence, ...longest.lines, fence, ""].join("\n");
}

function nothingHere(): PonderFailure {
  return new PonderFailure("noProposal", "There is no code at this place.", "Put the cursor into a function.");
}

function noTests(): PonderFailure {
  return new PonderFailure("noProposal", "The answer holds no code.", "Ask again, or select a smaller piece.");
}
