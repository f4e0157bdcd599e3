import { cutPlace } from "../text/cutPlace.js";
import { GrowingText, ownCopy } from "../text/growingText.js";
import { isCorrection, paragraphs, type Paragraph } from "./paragraphs.js";

/** About how much text is in a page, in UTF-16 code units. */
const pageLength = 2_000;
/** Longest paragraph that stays in one piece. */
const maxStepLength = 4_000;

/** A paragraph of a thought, or a part of a very long one. */
export interface ThoughtStep {
  readonly text: string;
  /** Which step it is, from 0. */
  readonly index: number;
  /** Where it begins in the thought, in UTF-16 code units; a step that is being written keeps it. */
  readonly start: number;
  /** The model takes back or checks what it thought before. */
  readonly isCorrection: boolean;
  /** It is the rest of the paragraph before. */
  readonly continues: boolean;
}

/** Some steps that stand together. */
export interface ThoughtPage {
  readonly steps: readonly ThoughtStep[];
}

/**
 * Cuts a growing thought into its steps, and the steps into pages. Only the last paragraph is looked at again when more
 * comes.
 */
export class GrowingThought extends GrowingText {
  readonly #steps: ThoughtStep[] = [];
  readonly #pages: ThoughtPage[] = [];
  /** How many steps are in finished pages. */
  #paged = 0;
  #pagedLength = 0;
  #open: readonly ThoughtStep[] = [];
  #start = 0;
  #continues = false;
  #corrections = 0;

  /** All steps, the one that is being written too. */
  get steps(): readonly ThoughtStep[] {
    return [...this.#steps, ...this.#open];
  }

  /** All pages; those before the last one never change. */
  get pages(): readonly ThoughtPage[] {
    const open = [...this.#steps.slice(this.#paged), ...this.#open];
    return open.length === 0 ? this.#pages : [...this.#pages, { steps: open }];
  }

  /** How often the model corrects itself. */
  get corrections(): number {
    return this.#corrections + this.#open.filter(({ isCorrection }) => isCorrection).length;
  }

  protected override take(window: string, isWhole: boolean): number {
    const found = paragraphs(window);
    const [first] = found;
    if (!first) return this.#finish([], isWhole ? 0 : window.length, false);
    if (first.text.length > maxStepLength) {
      const end = first.start + cutPlace(first.text, maxStepLength);
      return this.#finish([{ ...first, text: window.slice(first.start, end) }], end, true);
    }
    const long = found.findIndex(({ text }) => text.length > maxStepLength);
    const complete = found.slice(0, long < 0 ? -1 : long);
    if (complete.length > 0) return this.#finish(complete, found[complete.length]?.start ?? 0, false);
    // One paragraph, and maybe many blanks.
    if (!isWhole) return this.#finish(first.start > 0 ? [] : [first], first.start || window.length, false);
    this.#open = [this.#step(first, this.#steps.length)];
    return 0;
  }

  /** @param goesOn the last one of these is not over. */
  #finish(found: readonly Paragraph[], taken: number, goesOn: boolean): number {
    for (const { text, start } of found) {
      const step = this.#step({ text: ownCopy(text.trimEnd()), start }, this.#steps.length);
      this.#steps.push(step);
      this.#continues = goesOn;
      if (step.isCorrection) this.#corrections++;
      this.#pagedLength += text.length;
      if (this.#pagedLength < pageLength) continue;
      this.#pages.push({ steps: this.#steps.slice(this.#paged) });
      this.#paged = this.#steps.length;
      this.#pagedLength = 0;
    }
    this.#open = [];
    this.#start += taken;
    return taken;
  }

  #step({ text, start }: Paragraph, index: number): ThoughtStep {
    return {
      text,
      index,
      start: this.#start + start,
      isCorrection: isCorrection(text),
      continues: this.#continues,
    };
  }
}
