import type { Connection, ServerCapabilities, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { nextEditMethod, type NextEditParams, type NextEditResult } from "../../protocol/nextEdit.js";
import type { CompletionPlace } from "../completion/completionPlace.js";
import type { ContextStore } from "../completion/context/contextStore.js";
import { argumentOf } from "../completion/nextEdit/argumentOf.js";
import { NextEdits, type EditedDocument, type NextEdit as Found } from "../completion/nextEdit/nextEdits.js";
import { languageRules } from "../completion/syntax/languageRules.js";
import type { SyntaxTrees } from "../completion/syntax/syntaxTrees.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readNextEdit } from "../parameters/completionParameters.js";
import { onRequest } from "../requests.js";
import type { SettingsStore } from "../settings.js";

/** What the feature needs. */
export interface NextEditFeatureParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly context: Pick<ContextStore, "ignored">;
  readonly syntax: SyntaxTrees;
  readonly log: Log;
  /** What the model writes at a place, in one line; undefined: nothing, or it is not loaded. */
  readonly suggest: (place: CompletionPlace, signal: AbortSignal) => Promise<string | undefined>;
}

/** `ponder/completion/nextEdit`: places that an edit by hand made stale. The model is asked for arguments alone. */
export class NextEdit implements Feature {
  readonly #parts: NextEditFeatureParts;
  readonly #edits: NextEdits;
  /** Arguments that the model wrote: as long as the text around a place is the same, so are they. */
  #argument: { readonly text: string; readonly offset: number; readonly argument: string | undefined } | undefined;

  constructor(parts: NextEditFeatureParts) {
    this.#parts = parts;
    this.#edits = new NextEdits(parts.syntax);
    const { documents } = parts;
    documents.onDidOpen(({ document }) => this.#edits.opened(edited(document)));
    documents.onDidChangeContent(({ document }) => this.#edits.changed(edited(document)));
    documents.onDidClose(({ document }) => this.#edits.closed(document.uri));
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, nextEditMethod, readNextEdit, (params, signal) => this.#find(params, signal));
    return {};
  }

  async #find({ uri, version, position }: NextEditParams, signal: AbortSignal): Promise<NextEditResult> {
    const { documents, settings, context, log } = this.#parts;
    const document = documents.get(uri);
    if (document?.version !== version) return null;
    if (!(await settings.get(uri))["completion.nextEdit"] || (await context.ignored(uri)) !== undefined) return null;
    const now = edited(document);
    const found = this.#edits.find(now, document.offsetAt(position));
    if (found === undefined) return null;
    const newText = found.newText ?? (await this.#withArgument(now, found, signal));
    log.debug(`next edit: ${found.kind}, ${found.places} places${newText === undefined ? ", no argument" : ""}`);
    if (newText === undefined || document.version !== version) return null;
    const { id, kind, places } = found;
    const range = { start: document.positionAt(found.start), end: document.positionAt(found.end) };
    return { id, kind, range, newText, places };
  }

  /** The text of a new argument, with its comma, that the parser finds right. */
  async #withArgument(now: EditedDocument, { start, around }: Found, signal: AbortSignal): Promise<string | undefined> {
    const [before, behind] = around ?? ["", ""];
    const text = now.text.slice(0, start) + before + behind + now.text.slice(start);
    const offset = start + before.length;
    if (this.#argument?.text !== text || this.#argument.offset !== offset) {
      const { uri, languageId } = now;
      const written = await this.#parts.suggest({ uri, languageId, version: -1, text, offset }, signal);
      const argument = written === undefined ? undefined : argumentOf(written, languageRules(languageId));
      this.#argument = { text, offset, argument };
    }
    const { argument } = this.#argument;
    if (argument === undefined) return undefined;
    const whole = text.slice(0, offset) + argument + text.slice(offset);
    const isRight = this.#parts.syntax.readOther(now, whole, (root) => {
      const node = root.descendantForIndex(offset, offset + argument.length);
      return node !== null && !node.hasError && node.parent?.hasError !== true;
    });
    return isRight === true ? before + argument + behind : undefined;
  }
}

const edited = (document: TextDocument): EditedDocument => ({
  uri: document.uri,
  languageId: document.languageId,
  text: document.getText(),
});
