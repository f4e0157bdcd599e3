import type { Clock } from "../../../language-server/completion/clock.js";
import type { CompletionPlace } from "../../../language-server/completion/completionPlace.js";
import type { ExtraChunk } from "./infillPrompt.js";

const chunkCount = 16;
const queueCount = 16;
const chunkLines = 64;
const scopeLines = 1024;
const updateMs = 1000;
/** So long after a completion began nothing is evaluated, in milliseconds. */
const quietMs = 3000;
/** Two chunks that share more of their lines are the same. */
const sameShare = 0.9;
/** The caret has to move so many lines for new chunks. */
const farLines = 32;

/** What a {@link RingContext} is made of. */
export interface RingParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Evaluates all chunks ahead. */
  readonly evaluate: (chunks: readonly ExtraChunk[]) => Promise<void>;
}

/** llama.vscode's context from elsewhere: chunks wait in a queue, come into the ring one a second, and are evaluated. */
export class RingContext {
  readonly #parts: RingParts;
  readonly #ended = new AbortController();
  readonly #updates: Promise<void>;
  #ring: readonly ExtraChunk[] = [];
  #queue: readonly ExtraChunk[] = [];
  #last: CompletionPlace | undefined;
  #lastLine = 0;
  #startedAt = 0;

  constructor(parts: RingParts) {
    this.#parts = parts;
    this.#updates = this.#update();
  }

  get chunks(): readonly ExtraChunk[] {
    return this.#ring;
  }

  completionStarted(): void {
    this.#startedAt = this.#parts.clock.now();
  }

  /** Another document is looked at: a piece of the one before and of this one. */
  focused(place: CompletionPlace): void {
    for (const seen of [this.#last, place]) {
      if (seen === undefined) continue;
      const line = lineAt(seen);
      this.#pick(seen, line - chunkLines / 2, line + chunkLines / 2);
    }
    this.#last = place;
  }

  /** A suggestion was shown here. */
  caretAt(place: CompletionPlace): void {
    const line = lineAt(place);
    this.#last = place;
    if (Math.abs(line - this.#lastLine) <= farLines) return;
    this.#lastLine = line;
    this.#pick(place, line - scopeLines, line - 256);
    this.#pick(place, line + 64, line + 64 + chunkLines);
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    await this.#updates;
  }

  #pick(place: CompletionPlace, from: number, to: number): void {
    const lines = place.text.split("\n").slice(Math.max(0, from), Math.max(0, to));
    if (lines.length < 3) return;
    // Of what is longer than a chunk a random window of half its size is taken.
    const half = chunkLines / 2;
    const start = lines.length < chunkLines ? 0 : Math.floor(this.#parts.random() * (lines.length - half + 1));
    const taken = lines.length < chunkLines ? lines : lines.slice(start, start + half);
    const chunk = { text: `${taken.join("\n")}\n`, filename: place.uri };
    if ([...this.#ring, ...this.#queue].some(({ text }) => text === chunk.text)) return;
    const differs = ({ text }: ExtraChunk): boolean => similarity(text, chunk.text) <= sameShare;
    this.#ring = this.#ring.filter(differs);
    this.#queue = [...this.#queue.filter(differs), chunk].slice(-queueCount);
  }

  async #update(): Promise<void> {
    const { clock, evaluate } = this.#parts;
    try {
      for (;;) {
        await clock.sleep(updateMs, this.#ended.signal);
        const [next, ...others] = this.#queue;
        if (next === undefined || clock.now() - this.#startedAt < quietMs) continue;
        this.#queue = others;
        this.#ring = [...this.#ring, next].slice(-chunkCount);
        await evaluate(this.#ring);
      }
    } catch (error) {
      if (!this.#ended.signal.aborted) throw error;
    }
  }
}

const lineAt = ({ text, offset }: CompletionPlace): number => text.slice(0, offset).split("\n").length - 1;

/** Share of lines that two texts have in common. */
function similarity(one: string, other: string): number {
  const [a, b] = [new Set(one.split("\n")), new Set(other.split("\n"))];
  const common = [...a].filter((line) => b.has(line)).length;
  return common / (a.size + b.size - common);
}
