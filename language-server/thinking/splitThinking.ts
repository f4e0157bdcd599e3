import { findMarker, lengthBeforeEnding, markerAt } from "./markers.js";
import { thoughtForms, type ThoughtForm } from "./thoughtForms.js";

/** A piece of a model's output. A thought never becomes an answer, and nothing of the markers is in either. */
export interface Piece {
  readonly part: "thinking" | "answer";
  readonly text: string;
}

/** Where an output begins: inside the thought (R1's form), or in the answer, unless it opens a thought by itself. */
export type SplitStart = "thought" | "answer";

/** `told`: in a thought that somebody else tells from the answer. `border`: behind a thought, before the answer. */
type State = "opening" | "thought" | "told" | "border" | "answer";

/**
 * Splits a model's output into thought and answer while it streams in. This folder is the only code that knows the
 * markers; which ones a family of models has is said in `thoughtForms.ts`.
 *
 * R1's prompt ends with `<think>\n`, so its output normally starts inside the thought and holds only `</think>`; an
 * opening tag at the very start is accepted too. Only the first closing marker closes the thought: one after it belongs
 * to the answer, for example when the user asked about it. A marker directly between two quotation marks of the same
 * kind closes nothing: the thought is about it. Line ends around the border are dropped. The result does not depend on
 * how the output was cut into chunks; a text that may still turn out to be a marker is held back.
 */
export class ThinkingSplitter {
  readonly #start: SplitStart;
  readonly #form: ThoughtForm;
  #state: State;
  /** Output whose meaning is not known yet: a possible part of a marker, or white space before a possible border. */
  #held = "";
  /** White space of the answer that came in a thought which somebody else tells from it. */
  #blank = "";
  #thoughtStarted = false;
  /** The last character of the thought that was given out. */
  #last = "";

  constructor(start: SplitStart = "thought", form: ThoughtForm = thoughtForms.think) {
    this.#start = start;
    this.#form = form;
    this.#state = "opening";
  }

  /** Whether what comes next is answer. An output that begins there may open a thought all the same. */
  get closed(): boolean {
    if (this.#state === "opening") return this.#start === "answer";
    return this.#state === "border" || this.#state === "answer";
  }

  /** @returns what is certain by now, in order: at most one piece of the thought, then one of the answer. */
  push(chunk: string): Piece[] {
    if (this.#state === "told") return this.#pushAfterTold(chunk);
    this.#held += chunk;
    const pieces: Piece[] = [];
    if (this.#state === "opening") this.#skipOpening();
    if (this.#state === "thought") this.#takeThought(pieces);
    if (this.#state === "border") this.#skipBorder();
    if (this.#state === "answer") this.#take("answer", lengthBeforeEnding(this.#held, this.#form.ending), pieces);
    return pieces;
  }

  /**
   * More of a thought that the sender tells from the answer, such as `reasoning_content` of an OpenAI-compatible
   * server; the answer comes through {@link ThinkingSplitter.push}. What comes when the answer has begun is dropped:
   * it can be neither a part of the answer nor of the thought before it.
   */
  pushThought(text: string): Piece[] {
    if (this.#state === "answer" || text === "") return [];
    this.#state = "told";
    this.#held += text;
    if (!this.#thoughtStarted) this.#held = this.#held.trimStart();
    const pieces: Piece[] = [];
    this.#take("thinking", trimmedLength(this.#held), pieces);
    return pieces;
  }

  /** Somebody else closes the thought here: what comes next is answer. */
  close(): Piece[] {
    if (this.closed) return [];
    const pieces = this.end();
    this.#state = "border";
    return pieces;
  }

  /** The output is over: what was held back for a marker that never came is text after all. */
  end(): Piece[] {
    const pieces: Piece[] = [];
    const isThought = !this.closed;
    if (isThought) this.#finishThought(pieces);
    else if (this.#state !== "border") this.#takeAll("answer", pieces);
    this.#held = "";
    return pieces;
  }

  #finishThought(pieces: Piece[]): void {
    if (!this.#thoughtStarted) this.#held = this.#held.trimStart();
    // A marker that was held back because a quotation mark might have followed.
    const found = this.#state === "thought" ? findMarker(`${this.#held}\n`, this.#form.closing, this.#last) : undefined;
    if (found?.length !== undefined) this.#held = this.#held.slice(0, found.at);
    this.#takeAll("thinking", pieces);
  }

  /** White space and one opening marker at the very start are no part of anything. */
  #skipOpening(): void {
    const text = this.#held.trimStart();
    if (text === "") return;
    const found = markerAt(text, 0, this.#form.opening);
    if (found && found.length === undefined) return;
    if (found) {
      this.#held = text.slice(found.length);
      this.#state = found.then === "thought" ? "thought" : "border";
    } else {
      this.#state = this.#start;
    }
  }

  #takeThought(pieces: Piece[]): void {
    for (;;) {
      if (!this.#thoughtStarted) this.#held = this.#held.trimStart();
      const found = findMarker(this.#held, this.#form.closing, this.#last);
      if (found?.length === undefined) {
        const sure = this.#held.slice(0, found?.at ?? lengthBeforeEnding(this.#held, this.#form.ending));
        this.#take("thinking", trimmedLength(sure), pieces);
        return;
      }
      const before = this.#held.slice(0, found.at).trimEnd();
      const after = this.#held.slice(found.at + found.length);
      if (found.then === "thought") {
        this.#held = `${before}\n\n${after}`;
        continue;
      }
      this.#held = before;
      this.#take("thinking", before.length, pieces);
      this.#held = after;
      this.#state = "border";
      return;
    }
  }

  /** White space before the answer is dropped, but not the indentation of its first line. */
  #skipBorder(): void {
    const first = this.#held.search(/\S/);
    if (first < 0) return;
    const lineStart = this.#held.lastIndexOf("\n", first) + 1;
    this.#held = this.#held.slice(lineStart === 0 ? first : lineStart);
    this.#state = "answer";
  }

  #pushAfterTold(chunk: string): Piece[] {
    this.#blank += chunk;
    if (this.#blank.trim() === "") return [];
    this.#held = "";
    this.#state = "border";
    return this.push(this.#blank);
  }

  #takeAll(part: Piece["part"], pieces: Piece[]): void {
    const ending = this.#form.ending.find((text) => this.#held.endsWith(text)) ?? "";
    const text = this.#held.slice(0, this.#held.length - ending.length);
    this.#give(part, part === "thinking" ? text.trimEnd() : text, pieces);
  }

  #take(part: Piece["part"], length: number, pieces: Piece[]): void {
    const whole = wholeLength(this.#held, length);
    this.#give(part, this.#held.slice(0, whole), pieces);
    this.#held = this.#held.slice(whole);
  }

  #give(part: Piece["part"], text: string, pieces: Piece[]): void {
    if (text === "") return;
    const before = pieces.at(-1);
    if (before?.part === part) pieces[pieces.length - 1] = { part, text: before.text + text };
    else pieces.push({ part, text });
    if (part === "answer") return;
    this.#thoughtStarted = true;
    this.#last = text.slice(-1);
  }
}

/** A length that does not cut a character in two: the first half of one waits for the second. */
function wholeLength(text: string, length: number): number {
  return length > 0 && /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
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
export function splitThinking(
  output: string,
  start: SplitStart = "thought",
  form: ThoughtForm = thoughtForms.think,
): SplitOutput {
  const splitter = new ThinkingSplitter(start, form);
  return joinPieces([...splitter.push(output), ...splitter.end()]);
}

/** What a stream's pieces say together. */
export function joinPieces(pieces: readonly Piece[]): SplitOutput {
  const join = (part: Piece["part"]) =>
    pieces
      .filter((piece) => piece.part === part)
      .map((piece) => piece.text)
      .join("");
  return { thinking: join("thinking"), answer: join("answer") };
}
