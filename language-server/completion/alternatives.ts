import type { GroupEvent } from "../engine/engine.js";
import type { CompletionEnd } from "./stop/completionEnd.js";

/**
 * Reads the answers of a group until each one is complete, or until `signal` aborts; then those that are complete count.
 *
 * @param heldBack see `CompletionForm.heldBack`: an answer that does not begin with it is none.
 * @param newEnd makes what says where one completion is over.
 */
export async function alternatives(
  events: AsyncIterable<GroupEvent>,
  count: number,
  heldBack: string,
  newEnd: () => CompletionEnd,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const candidates = Array.from({ length: count }, () => new Candidate(heldBack, newEnd()));
  try {
    for await (const event of events) {
      if (event.type === "text") candidates[event.candidate]?.add(event.text);
      else if (event.type === "ended") candidates[event.candidate]?.end();
      if (candidates.every(({ isOver }) => isOver)) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return candidates.flatMap(({ complete }) => complete ?? []);
}

/** One answer while it comes. */
class Candidate {
  readonly #heldBack: string;
  readonly #end: CompletionEnd;
  #text = "";
  #length: number | undefined;
  #isNone = false;

  constructor(heldBack: string, end: CompletionEnd) {
    this.#heldBack = heldBack;
    this.#end = end;
  }

  get isOver(): boolean {
    return this.#isNone || this.#length !== undefined;
  }

  /** The completion, as soon as it is complete. */
  get complete(): string | undefined {
    return this.#length === undefined ? undefined : this.#text.slice(this.#heldBack.length).slice(0, this.#length);
  }

  add(text: string): void {
    if (this.isOver) return;
    this.#text += text;
    if (this.#text.startsWith(this.#heldBack)) this.#length = this.#end(this.#text.slice(this.#heldBack.length), false);
    else this.#isNone = !this.#heldBack.startsWith(this.#text);
  }

  end(): void {
    if (this.isOver) return;
    if (this.#text.startsWith(this.#heldBack)) this.#length = this.#end(this.#text.slice(this.#heldBack.length), true);
    else this.#isNone = true;
  }
}
