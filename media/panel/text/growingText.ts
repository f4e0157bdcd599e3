/** How much of a text is looked at in one step, in UTF-16 code units. */
const windowLength = 16_000;

/**
 * A text that comes piece by piece, and is taken apart piece by piece. What is finished is never looked at again, and
 * what came at once (a long conversation that is opened) is not taken apart at once.
 */
export abstract class GrowingText {
  #rest = "";
  /** What comes behind the rest: to join it at once would copy the rest each time. */
  #later: string[] = [];
  #length = 0;
  #version = 0;
  #isSettled = true;

  /** Of the whole text, in UTF-16 code units. */
  get length(): number {
    return this.#length;
  }

  /** Another one whenever something changed. */
  get version(): number {
    return this.#version;
  }

  /** Whether there is nothing to do until more text comes. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  append(text: string): void {
    if (text === "") return;
    this.#later.push(text);
    this.#length += text.length;
    this.#isSettled = false;
  }

  /** Works until a time on the page's clock, or until it is settled; at least one step. */
  advance(until: number): void {
    while (!this.#isSettled) {
      if (this.#rest.length < windowLength) {
        this.#rest += this.#later.join("");
        this.#later = [];
      }
      const window = this.#rest.slice(0, windowLength);
      const taken = this.take(window, window.length === this.#rest.length && this.#later.length === 0);
      this.#rest = this.#rest.slice(taken);
      this.#isSettled = taken === 0;
      this.#version++;
      if (performance.now() >= until) return;
    }
  }

  /**
   * Takes what is finished off the beginning of the text. When the window is not the whole rest it must take something.
   *
   * @returns how much it took; 0: the rest is what is growing.
   */
  protected abstract take(window: string, isWhole: boolean): number;
}

/** The text by itself: a piece of a longer string keeps all of that in memory. */
export function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
