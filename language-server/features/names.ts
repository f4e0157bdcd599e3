import type { Connection, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../../protocol/errors.js";
import { namesSuggestMethod, type NamesSuggestParams, type NamesSuggestResult } from "../../protocol/names.js";
import { enclosingBlock } from "../context/enclosingBlock.js";
import { splitLines } from "../edits/lines.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { nameAt, namesIn } from "../names/nameAt.js";
import { parseNames } from "../names/parseNames.js";
import { readNamesSuggest } from "../parameters/codeParameters.js";
import { namesPrompt } from "../prompts/namesPrompt.js";
import { onRequest } from "../requests.js";
import { askOnce, type AskOnceParts } from "./askOnce.js";
import { openDocument } from "./openDocument.js";

/** What the feature needs. */
export interface NamesParts extends AskOnceParts {
  readonly connection: Connection;
  readonly documents: Pick<TextDocuments<TextDocument>, "get">;
  readonly log: Log;
}

/** `ponder/names/suggest`: other names for a name. Nothing is renamed here. */
export class Names implements Feature {
  readonly #parts: NamesParts;

  constructor(parts: NamesParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, namesSuggestMethod, readNamesSuggest, (params, signal) => this.#suggest(params, signal));
    return {};
  }

  #suggest({ uri, position, path }: NamesSuggestParams, signal: AbortSignal): Promise<NamesSuggestResult> {
    const document = openDocument(this.#parts.documents, uri);
    const lines = splitLines(document.getText());
    const name = nameAt(lines, position);
    if (name === undefined) throw noName();
    const { start, end } = enclosingBlock(lines, position.line, document.languageId);
    const code = lines.slice(start, end + 1).join("\n");
    const prompt = () => namesPrompt(path, code, name);
    return askOnce(
      this.#parts,
      { prompt, uri },
      () => undefined,
      signal,
      ({ answer }) => {
        const suggestions = parseNames(answer, name, namesIn(code));
        if (suggestions.length === 0) throw noSuggestion(name);
        return { name, suggestions };
      },
    );
  }
}

function noName(): PonderFailure {
  return new PonderFailure("noProposal", "There is no name at this place.", "Put the cursor into a name.");
}

function noSuggestion(name: string): PonderFailure {
  return new PonderFailure("noProposal", `The answer holds no other name for ${name}.`, "Ask again.");
}
