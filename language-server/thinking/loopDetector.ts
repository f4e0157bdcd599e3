/** Words that follow each other and are looked at as one. */
const gramLength = 4;

/** A window over the last grams, and how many different ones it has at least while a thought gets somewhere. */
const windows: readonly { readonly size: number; readonly atLeast: number }[] = [
  { size: 256, atLeast: 64 },
  { size: 1024, atLeast: 256 },
];

/** A word; a sign by itself, and a letter of a script that has no spaces between its words. */
const words = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;

/** What may be the beginning of a word that goes on. */
const openWord = /[\p{L}\p{N}_]+$/u;

/**
 * Notices when a thought goes in circles, as reasoning models do now and then (DeepSeek-R1 issues 352, 506, 533): among
 * its last n-grams of words fewer than a quarter are different. So a loop of up to 64 words is noticed after about 256
 * words, one of up to 256 words after about 1,024, also when each round changes a little. How the text was cut into chunks
 * makes no difference.
 */
export class LoopDetector {
  readonly #last: string[] = [];
  readonly #windows = windows.map((window) => new Window(window.size, window.atLeast));
  #held = "";
  #loops = false;

  /** Whether it went in circles at any time. */
  get loops(): boolean {
    return this.#loops;
  }

  /** Looks at more of the thought. */
  push(text: string): void {
    const all = this.#held + text;
    this.#held = openWord.exec(all)?.[0] ?? "";
    for (const [word] of all.slice(0, all.length - this.#held.length).matchAll(words)) this.#add(word);
  }

  #add(word: string): void {
    this.#last.push(word);
    if (this.#last.length > gramLength) this.#last.shift();
    if (this.#last.length < gramLength) return;
    const gram = this.#last.join(" ");
    for (const window of this.#windows) if (window.add(gram)) this.#loops = true;
  }
}

/** Counts the different ones among the last grams. */
class Window {
  readonly #grams: string[] = [];
  readonly #counts = new Map<string, number>();
  #next = 0;

  constructor(
    private readonly size: number,
    private readonly atLeast: number,
  ) {}

  /** @returns whether too few are different. */
  add(gram: string): boolean {
    const oldest = this.#grams[this.#next];
    if (oldest !== undefined) {
      const left = (this.#counts.get(oldest) ?? 1) - 1;
      if (left === 0) this.#counts.delete(oldest);
      else this.#counts.set(oldest, left);
    }
    this.#grams[this.#next] = gram;
    this.#counts.set(gram, (this.#counts.get(gram) ?? 0) + 1);
    this.#next = (this.#next + 1) % this.size;
    return this.#grams.length === this.size && this.#counts.size < this.atLeast;
  }
}
