/** A piece of a model's output. A thought never becomes an answer, and nothing of the tags is in either. */
export interface Piece {
  readonly part: "thinking" | "answer";
  readonly text: string;
}

const openTag = "<think>";
const closeTag = "</think>";

type State = "beforeThought" | "inThought" | "beforeAnswer" | "inAnswer";

/**
 * Splits the output of an R1-family model into thought and answer while it streams in. This is the only code that
 * knows the tags.
 *
 * R1's prompt ends with `<think>\n`, so its output normally starts inside the thought and holds only `</think>`; an
 * opening tag at the very start is accepted too. Only the first `</think>` closes the thought: a tag after it belongs
 * to the answer, for example when the user asked about it. Line ends around the border are dropped. The result does
 * not depend on how the output was cut into chunks; a text that may still turn out to be a tag is held back.
 */
export class ThinkingSplitter {
  #state: State;
  /** Output whose meaning is not known yet: a possible part of a tag, or line ends before a possible border. */
  #held = "";
  #thoughtStarted = false;

  /** @param start where the output begins: behind `<think>\n` (R1's form), or in an answer without a thought. */
  constructor(start: "thought" | "answer" = "thought") {
    this.#state = start === "thought" ? "beforeThought" : "inAnswer";
  }

  /** Whether the thought is over, so that everything from now on is answer. */
  get closed(): boolean {
    return this.#state === "beforeAnswer" || this.#state === "inAnswer";
  }

  /** @returns what is certain by now, in order: at most one piece of the thought, then one of the answer. */
  push(chunk: string): Piece[] {
    this.#held += chunk;
    const pieces: Piece[] = [];
    if (this.#state === "beforeThought") this.#skipOpening();
    if (this.#state === "inThought") this.#takeThought(pieces);
    if (this.#state === "beforeAnswer") this.#skipBorder();
    if (this.#state === "inAnswer") this.#take("answer", this.#held.length, pieces);
    return pieces;
  }

  /** Somebody else closes the thought here: what comes next is answer. */
  close(): Piece[] {
    if (this.closed) return [];
    const pieces = this.end();
    this.#state = "beforeAnswer";
    return pieces;
  }

  /** The output is over: what was held back for a tag that never came is text after all. */
  end(): Piece[] {
    const pieces: Piece[] = [];
    if (!this.closed) {
      if (this.#state === "beforeThought") this.#held = this.#held.trimStart();
      this.#take("thinking", trimmedLength(this.#held), pieces);
    }
    this.#held = "";
    return pieces;
  }

  /** White space and one opening tag at the very start are no part of the thought. */
  #skipOpening(): void {
    const text = this.#held.trimStart();
    if (openTag.startsWith(text) && text !== openTag) return;
    this.#held = text.startsWith(openTag) ? text.slice(openTag.length) : text;
    this.#state = "inThought";
  }

  #takeThought(pieces: Piece[]): void {
    if (!this.#thoughtStarted) this.#held = this.#held.trimStart();
    const border = this.#held.indexOf(closeTag);
    if (border < 0) {
      this.#take("thinking", trimmedLength(this.#held.slice(0, safeLength(this.#held))), pieces);
      return;
    }
    const thought = this.#held.slice(0, border);
    const rest = this.#held.slice(border + closeTag.length);
    this.#held = thought;
    this.#take("thinking", trimmedLength(thought), pieces);
    this.#held = rest;
    this.#state = "beforeAnswer";
  }

  /** White space before the answer is dropped, but not the indentation of its first line. */
  #skipBorder(): void {
    const first = this.#held.search(/\S/);
    if (first < 0) return;
    const lineStart = this.#held.lastIndexOf("\n", first) + 1;
    this.#held = this.#held.slice(lineStart === 0 ? first : lineStart);
    this.#state = "inAnswer";
  }

  #take(part: Piece["part"], length: number, pieces: Piece[]): void {
    if (length === 0) return;
    if (part === "thinking") this.#thoughtStarted = true;
    pieces.push({ part, text: this.#held.slice(0, length) });
    this.#held = this.#held.slice(length);
  }
}

/** Length without the longest end that is a beginning of the closing tag. */
function safeLength(text: string): number {
  for (let length = Math.min(closeTag.length - 1, text.length); length > 0; length--)
    if (text.endsWith(closeTag.slice(0, length))) return text.length - length;
  return text.length;
}

/** Length without white space at the end, which is dropped if the border follows. */
function trimmedLength(text: string): number {
  return text.trimEnd().length;
}

/** A whole output, split. */
export interface SplitOutput {
  readonly thinking: string;
  readonly answer: string;
}

/** Splits a stream that is complete. */
export function splitThinking(output: string, start: "thought" | "answer" = "thought"): SplitOutput {
  const splitter = new ThinkingSplitter(start);
  const pieces = [...splitter.push(output), ...splitter.end()];
  const join = (part: Piece["part"]) =>
    pieces
      .filter((piece) => piece.part === part)
      .map((piece) => piece.text)
      .join("");
  return { thinking: join("thinking"), answer: join("answer") };
}

/**
 * Splits an answer of which nobody knows whether it still carries its thought. In doubt it is a thought: what comes
 * before a `</think>` is never taken for an answer.
 */
export function splitPastedAnswer(output: string): SplitOutput {
  const hasThought = output.includes(closeTag) || output.trimStart().startsWith(openTag);
  return splitThinking(output, hasThought ? "thought" : "answer");
}
