import { applyEdits, type TraceEdit } from "./trace.js";

/** What one key did. */
export interface Key {
  readonly edits: readonly TraceEdit[];
  readonly caret: number;
  /** The caret went there by an arrow key or the mouse. */
  readonly moved?: boolean;
}

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const quotes = `"'\``;
/** What may follow the caret for a bracket to be closed: VS Code's `autoCloseBefore` of JavaScript. */
const closesBefore = /^(?:$|[;:.,=}\])>`\s])/;

/**
 * Types into a document as one does in VS Code with its default settings: a bracket or quote brings its partner, which
 * is typed over later; Enter keeps the indentation, makes it deeper behind an opening bracket or Python's colon, and
 * moves the closing bracket down.
 */
export class EditorTyping {
  text: string;
  caret: number;
  /** Offsets of partners that the editor added and that were not typed over yet, innermost first. */
  #partners: number[] = [];

  constructor(
    text: string,
    caret: number,
    private readonly languageId: string,
  ) {
    this.text = text;
    this.caret = caret;
  }

  /** What stands between the caret and the end of the innermost partner; empty where there is none. */
  get upToPartner(): string {
    const [first] = this.#partners;
    return first === undefined ? "" : this.text.slice(this.caret, first + 1);
  }

  /** Types one character that is not a line end. */
  type(char: string): Key {
    if (this.#partners[0] === this.caret && this.text[this.caret] === char) {
      this.#partners.shift();
      return this.#apply([this.caret, this.caret + 1, char], 1);
    }
    const partner = this.#partnerOf(char);
    const key = this.#apply([this.caret, this.caret, char + partner], 1);
    if (partner !== "") this.#partners.unshift(this.caret);
    return key;
  }

  /** Presses Enter. */
  enter(): Key {
    const line = this.#line();
    const indentation = /^[ \t]*/.exec(line)?.[0] ?? "";
    const opens = /[([{]$/.test(line.trimEnd()) || (this.languageId === "python" && line.trimEnd().endsWith(":"));
    const deeper = indentation + (opens ? this.indentUnit() : "");
    const last = this.text[this.caret - 1] ?? "";
    const between = opens && closers[last] !== undefined && closers[last] === this.text[this.caret];
    const below = between ? `\n${indentation}` : "";
    return this.#apply([this.caret, this.caret, `\n${deeper}${below}`], 1 + deeper.length);
  }

  /** Presses Backspace; in the indentation it takes away a whole step. */
  backspace(): Key {
    const line = this.#line();
    const unit = this.indentUnit();
    const inIndentation = line !== "" && line.trim() === "";
    const length = inIndentation && line.endsWith(unit) ? unit.length : 1;
    return this.#apply([this.caret - length, this.caret, ""], 0);
  }

  /** Inserts as a whole, such as a step of indentation. */
  insert(text: string): Key {
    return this.#apply([this.caret, this.caret, text], text.length);
  }

  /** Takes away what follows the caret: partners that are not wanted. */
  deleteAhead(length: number): Key {
    this.#partners = this.#partners.filter((at) => at >= this.caret + length);
    return this.#apply([this.caret, this.caret + length, ""], 0);
  }

  /** Moves behind the innermost partner. */
  passPartner(): Key {
    this.caret += this.upToPartner.length;
    this.#partners.shift();
    return { edits: [], caret: this.caret, moved: true };
  }

  /** One step of indentation, as the document has it. */
  indentUnit(): string {
    if (/^\t/m.test(this.text)) return "\t";
    return /^( {2,8})\S/m.exec(this.text)?.[1] ?? "    ";
  }

  #partnerOf(char: string): string {
    const after = this.text.slice(this.caret, this.caret + 1);
    if (!closesBefore.test(after) || this.#inText()) return "";
    if (closers[char] !== undefined) return closers[char];
    const before = this.text[this.caret - 1] ?? "";
    return quotes.includes(char) && !/[\w"'`\\]/.test(before) ? char : "";
  }

  /** Inside a string that was just begun, or a comment: there VS Code adds nothing. */
  #inText(): boolean {
    const [first] = this.#partners;
    if (first !== undefined && quotes.includes(this.text[first] ?? "")) return true;
    const line = this.#line();
    return /^\s*(?:\*|\/\*)/.test(line) || (this.languageId === "python" ? /(^|\s)#/ : /(^|\s)\/\//).test(line);
  }

  #line(): string {
    return this.text.slice(this.text.lastIndexOf("\n", this.caret - 1) + 1, this.caret);
  }

  /** @param forward how far the caret ends behind the start of the edit. */
  #apply(edit: TraceEdit, forward: number): Key {
    const [start, end, text] = edit;
    this.text = applyEdits(this.text, [edit]);
    this.#partners = this.#partners.map((at) => (at >= end ? at + text.length - (end - start) : at));
    this.caret = start + forward;
    return { edits: [edit], caret: this.caret };
  }
}
