import type { Node, Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { CompletionPlace } from "../completionPlace.js";
import type { CaretSyntax } from "./caretSyntax.js";
import { GrammarLoader } from "./grammarLoader.js";
import { errorsIn, type SyntaxErrorLines } from "./syntaxErrors.js";
import { placeIn, type SyntaxPlace } from "./syntaxPlace.js";
import { editBetween } from "./treeEdit.js";
import { completedText, writtenScope, type WrittenScope } from "./writtenScope.js";

/** Larger documents are not parsed: a keystroke must not wait for it. In code units, and in lines. */
const maxLength = 1_000_000;
const maxLines = 8000;
/** A parse on the way of a keystroke may take so long, in milliseconds: what changed since the last one takes less. */
const keystrokeLimitMs = 15;
/** A whole document, between two keystrokes. */
const documentLimitMs = 400;
/** Trees that are kept: as many documents as are edited in turn. */
const maxTrees = 8;

/** A document that can be parsed. */
export type ParsedText = Pick<CompletionPlace, "uri" | "languageId" | "text">;

/** A document as it was parsed. */
interface ParsedDocument {
  readonly text: string;
  readonly tree: Tree;
}

/** What the trees need from outside. */
export interface SyntaxTreesOptions {
  /** Folder of `tree-sitter.wasm` and the grammars. */
  readonly folder: string;
  /** Is told what goes wrong; completions go on with text rules. */
  readonly failed: (problem: string) => void;
  /** Milliseconds; for the time limit. */
  readonly now?: () => number;
}

/**
 * Syntax trees of open documents. A grammar is loaded when its language first comes up; until then, and for languages
 * without one, documents that are too large and parses that take too long, there is no answer and the text decides. A
 * document that takes long the first time is parsed after the keystroke, and the next one finds the tree.
 */
export class SyntaxTrees {
  readonly #grammars: GrammarLoader;
  readonly #now: () => number;
  readonly #documents = new Map<string, ParsedDocument>();
  /** Documents that take too long even between keystrokes; they are left alone until they are closed. */
  readonly #slow = new Set<string>();
  /** Parses that wait for the keystroke to be answered. */
  readonly #waiting = new Map<string, NodeJS.Immediate>();

  constructor({ folder, failed, now = () => performance.now() }: SyntaxTreesOptions) {
    this.#grammars = new GrammarLoader(folder, failed);
    this.#now = now;
  }

  /** What the parser knows of a caret, when it is asked. */
  of(place: CompletionPlace): CaretSyntax {
    let known: { readonly place: SyntaxPlace | undefined } | undefined;
    const scopes = new Map<string, WrittenScope | undefined>();
    const caret = (): SyntaxPlace | undefined => (known ??= { place: this.at(place) }).place;
    return {
      place: caret,
      written: (text, lineBegin) => {
        caret();
        if (!scopes.has(text)) scopes.set(text, this.#written(place, text, lineBegin));
        return scopes.get(text);
      },
    };
  }

  /** What the syntax says of a caret. Parses what changed since the last call for the document. */
  at(place: CompletionPlace): SyntaxPlace | undefined {
    const parser = this.#parserFor(place);
    if (parser === undefined) return undefined;
    const tree = this.#parse(parser, place, keystrokeLimitMs);
    if (tree !== undefined) return placeIn(tree.rootNode, place);
    this.#parseLater(parser, place);
    return undefined;
  }

  /** Reads the tree of a document as it is; undefined where there is none. */
  read<T>(document: ParsedText, read: (root: Node) => T): T | undefined {
    const parser = this.#parserFor(document);
    const tree = parser && this.#parse(parser, document, keystrokeLimitMs);
    return tree && read(tree.rootNode);
  }

  /** Reads the tree that a document has with another text. */
  readOther<T>(document: ParsedText, text: string, read: (root: Node) => T): T | undefined {
    const parser = this.#parserFor(document);
    const tree = parser && this.#parsed(parser, text, this.#documents.get(document.uri), keystrokeLimitMs);
    try {
      return tree && read(tree.rootNode);
    } finally {
      tree?.delete();
    }
  }

  /** Loads the grammar of a language, so that `at` answers from then on; false where there is none. */
  async load(languageId: string): Promise<boolean> {
    return (await this.#grammars.load(languageId)) !== undefined;
  }

  /** The places of a text that the parser cannot make sense of; undefined where it cannot be said. */
  async syntaxErrors(languageId: string, text: string): Promise<readonly SyntaxErrorLines[] | undefined> {
    const parser = isTooLarge(text) ? undefined : await this.#grammars.load(languageId);
    const end = this.#now() + documentLimitMs;
    const tree = parser?.parse(text, null, { progressCallback: () => this.#now() > end });
    if (tree === undefined) return undefined;
    if (tree === null) {
      parser?.reset();
      return undefined;
    }
    const errors = errorsIn(tree.rootNode);
    tree.delete();
    return errors;
  }

  /** Forgets a document. */
  closed(uri: string): void {
    clearImmediate(this.#waiting.get(uri));
    this.#waiting.delete(uri);
    this.#forget(uri);
    this.#slow.delete(uri);
  }

  dispose(): void {
    for (const uri of [...this.#documents.keys(), ...this.#waiting.keys()]) this.closed(uri);
    this.#grammars.dispose();
  }

  #parserFor({ uri, languageId, text }: ParsedText): Parser | undefined {
    return this.#slow.has(uri) || isTooLarge(text) ? undefined : this.#grammars.parser(languageId);
  }

  /** The scope of a text that is in no document, which must not take long: it is asked at the end of each line. */
  #written(place: CompletionPlace, text: string, lineBegin: number): WrittenScope | undefined {
    const { languageId, offset } = place;
    if (this.#documents.get(place.uri)?.text !== place.text) return undefined;
    const [before, after] = [place.text.slice(0, offset), place.text.slice(offset)];
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const rest = after.split("\n", 1)[0] ?? "";
    const whole = before + completedText(languageId, line, text, rest) + after;
    return this.readOther(place, whole, (root) => writtenScope(root, { languageId, before, text, lineBegin }));
  }

  #parse(parser: Parser, { uri, text }: Pick<ParsedText, "uri" | "text">, limitMs: number): Tree | undefined {
    const old = this.#documents.get(uri);
    if (old?.text === text) return old.tree;
    const tree = this.#parsed(parser, text, old, limitMs);
    if (tree === undefined) return undefined;
    this.#forget(uri);
    this.#documents.set(uri, { text, tree });
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > maxTrees && oldest !== undefined) this.#forget(oldest);
    return tree;
  }

  /** A new tree of a text, made from that of a similar one; undefined: it took too long. */
  #parsed(parser: Parser, text: string, old: ParsedDocument | undefined, limitMs: number): Tree | undefined {
    const base = old?.tree.copy();
    if (old !== undefined) base?.edit(editBetween(old.text, text));
    const end = this.#now() + limitMs;
    const tree = parser.parse(text, base, { progressCallback: () => this.#now() > end });
    base?.delete();
    if (tree === null) parser.reset();
    return tree ?? undefined;
  }

  #parseLater(parser: Parser, place: CompletionPlace): void {
    clearImmediate(this.#waiting.get(place.uri));
    const waiting = setImmediate(() => {
      this.#waiting.delete(place.uri);
      if (this.#parse(parser, place, documentLimitMs) === undefined) this.#slow.add(place.uri);
    });
    this.#waiting.set(place.uri, waiting);
  }

  #forget(uri: string): void {
    this.#documents.get(uri)?.tree.delete();
    this.#documents.delete(uri);
  }
}

function isTooLarge(text: string): boolean {
  if (text.length > maxLength) return true;
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) if (++lines > maxLines) return true;
  return false;
}
