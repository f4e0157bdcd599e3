import { sizeOf } from "../layout/textSize.js";
import type { ContextBudget } from "./contextBudget.js";
import type { GatheredChunk } from "./gatherer.js";
import { areSame, fingerprint, overlap, repeats, type Fingerprint } from "./similarity.js";

/** No kind of chunks takes more of the budget. */
const mostOfKind = 0.5;
/**
 * What is left of the budget when something had to go. The first chunk that goes means that everything behind it is
 * evaluated again, so several go at once, and for a while there is room to append.
 */
const heldAfterEviction = 0.6;

interface Entry {
  readonly chunk: GatheredChunk;
  readonly print: Fingerprint;
  readonly bytes: number;
}

/** What a list of chunks is brought up to date with. */
export interface RingUpdate {
  /** The most useful first. */
  readonly candidates: readonly GatheredChunk[];
  /** The text around the caret, which the chunks must not repeat. */
  readonly around: string;
  readonly budget: ContextBudget;
  /**
   * Most of the window around the caret is evaluated anew in any case, as after a jump of the caret: a change of the
   * chunks costs little more.
   */
  readonly isFree: boolean;
  /** The list has not changed for a while. */
  readonly isCalm: boolean;
}

/**
 * The chunks of the prompts, oldest first. What is new is appended, so that the beginning of the prompt, and with it
 * the KV cache, stays valid; only over the budget, and where a chunk repeats the text around the caret, some go.
 */
export class ContextRing {
  #entries: readonly Entry[] = [];
  #chunks: readonly GatheredChunk[] = Object.freeze([]);

  /** Frozen, and the same object until something changes. */
  get chunks(): readonly GatheredChunk[] {
    return this.#chunks;
  }

  /** Takes chunks out at once, such as those of a file that is ignored from now on. */
  drop(isUnwanted: (chunk: GatheredChunk) => boolean): void {
    this.#replace(this.#entries.filter(({ chunk }) => !isUnwanted(chunk)));
  }

  update({ candidates, around, budget, isFree, isCalm }: RingUpdate): void {
    const caret = fingerprint(around);
    const wanted = capped(
      candidates.map(entryOf).filter(({ print }) => !repeats(print, caret)),
      budget,
    );
    const kept = this.#entries.filter(
      (entry) => !repeats(entry.print, caret) && !(isFree && wanted.some((other) => isNewer(other, entry))),
    );
    const fresh: Entry[] = [];
    for (const entry of wanted) if (![...kept, ...fresh].some((other) => isKnown(entry, other))) fresh.push(entry);

    const isWorthwhile = isFree || this.#entries.length === 0 || (isCalm && sizeOfAll(fresh) >= budget.worthwhileBytes);
    if (!isWorthwhile) fresh.length = 0;
    // The most useful comes last, next to the file that is completed in.
    this.#replace(fit(kept, fresh.reverse(), wanted, budget.bytes));
  }

  #replace(entries: readonly Entry[]): void {
    if (entries.length === this.#entries.length && entries.every((entry, at) => entry === this.#entries[at])) return;
    this.#entries = entries;
    this.#chunks = Object.freeze(entries.map(({ chunk }) => chunk));
  }
}

function entryOf(chunk: GatheredChunk): Entry {
  // The path stands in the prompt too, with a few tokens around it.
  return { chunk, print: fingerprint(chunk.text), bytes: sizeOf(chunk.text) + sizeOf(chunk.path) + 8 };
}

const sizeOfAll = (entries: readonly Entry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);

/** Without what is too much of one kind, or does not fit at all. */
function capped(entries: readonly Entry[], budget: ContextBudget): readonly Entry[] {
  const used = new Map<string, number>();
  let all = 0;
  return entries.filter(({ chunk, bytes }, at) => {
    if (entries.slice(0, at).some((other) => other.chunk.text === chunk.text)) return false;
    const ofKind = (used.get(chunk.kind) ?? 0) + bytes;
    if (ofKind > budget.bytes * mostOfKind || all + bytes > budget.bytes * heldAfterEviction) return false;
    used.set(chunk.kind, ofKind);
    all += bytes;
    return true;
  });
}

/** Whether it stands in the list already, maybe as it was a while ago. */
function isKnown(entry: Entry, other: Entry): boolean {
  if (areSame(entry.print, other.print)) return true;
  return entry.chunk.uri === other.chunk.uri && (isSamePlace(entry, other) || bothOpen(entry.chunk, other.chunk));
}

/** Whether it is another state of the same place, or a better place of the same file. */
function isNewer(entry: Entry, old: Entry): boolean {
  if (entry.chunk.uri !== old.chunk.uri || entry.chunk.text === old.chunk.text) return false;
  return isSamePlace(entry, old) || bothOpen(entry.chunk, old.chunk);
}

const isSamePlace = (a: Entry, b: Entry): boolean => overlap(a.print, b.print) > 0.5 || overlap(b.print, a.print) > 0.5;

const bothOpen = (a: GatheredChunk, b: GatheredChunk): boolean => a.kind === "open" && b.kind === "open";

/** What is left of the list when the new ones come behind it. */
function fit(
  kept: readonly Entry[],
  fresh: readonly Entry[],
  wanted: readonly Entry[],
  limit: number,
): readonly Entry[] {
  if (sizeOfAll(kept) + sizeOfAll(fresh) <= limit) return [...kept, ...fresh];
  let left = limit * heldAfterEviction - sizeOfAll(fresh);
  const stay = new Set<Entry>();
  const isWanted = (entry: Entry) => wanted.some((other) => isKnown(other, entry));
  const latestFirst = [...kept].reverse();
  for (const entry of [...latestFirst.filter(isWanted), ...latestFirst.filter((entry) => !isWanted(entry))]) {
    if (entry.bytes > left) break;
    left -= entry.bytes;
    stay.add(entry);
  }
  return [...kept.filter((entry) => stay.has(entry)), ...fresh];
}
