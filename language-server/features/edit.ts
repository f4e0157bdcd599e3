import type { Connection, ServerCapabilities } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  editMatchMethod,
  editPathsMethod,
  editProposeMethod,
  type AnswerFile,
  type EditMatchParams,
  type EditMatchResult,
  type EditPathsResult,
} from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Range } from "../../protocol/text.js";
import { editTarget } from "../edits/editTarget.js";
import { splitLines } from "../edits/lines.js";
import { makeProposal } from "../edits/makeProposal.js";
import { parseAnswer } from "../edits/parse/parseAnswer.js";
import type { MainDocument, TargetDocument } from "../edits/targetDocument.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readEditMatch, readEditPaths, readEditPropose } from "../parameters/editParameters.js";
import { onRequest } from "../requests.js";
import { splitPastedAnswer } from "../thinking/splitPastedAnswer.js";
import { EditRun, type EditRunParts } from "./editRun.js";
import { openDocument, targetDocumentOf } from "./openDocument.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface EditParts extends EditRunParts {
  readonly connection: Connection;
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
      withTurnEvents(connection, params.partialResultToken, (emit) =>
        new EditRun(this.#parts, params, signal).run(emit, signal),
      ),
    );
    onRequest(connection, log, editPathsMethod, readEditPaths, ({ answer }) => namedPaths(answer));
    onRequest(connection, log, editMatchMethod, readEditMatch, (params) => this.#match(params));
    return {};
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
    return { ...targetDocumentOf(document), target };
  }

  #answerFile(file: AnswerFile): TargetDocument | PonderFailure {
    if ("error" in file) {
      const { code, message, hint } = file.error;
      return new PonderFailure(code, message, hint);
    }
    const { uri, path, kind } = file;
    if (kind === "create") return { uri, path, version: null, text: "", languageId: "" };
    return { ...targetDocumentOf(this.#open(uri)), path };
  }

  #open(uri: string): TextDocument {
    return openDocument(this.#parts.documents, uri);
  }
}

function namedPaths(answer: string): EditPathsResult {
  const paths = parseAnswer(splitPastedAnswer(answer).answer).blocks.map(({ path }) => path);
  const named = paths.filter((path) => path !== undefined);
  return { paths: [...new Set(named)], hasUnnamed: named.length < paths.length };
}
