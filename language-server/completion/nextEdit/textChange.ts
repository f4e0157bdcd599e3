/** What one made of a document at one place, maybe in several keystrokes. Offsets in UTF-16 code units. */
export interface TextChange {
  readonly before: string;
  readonly after: string;
  /** Where they differ: from here on, */
  readonly start: number;
  /** to here in `after`, */
  readonly end: number;
  /** and to here in `before`. */
  readonly oldEnd: number;
}

/** Where two texts differ; undefined where they do not. */
export function changeBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < most - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { before, after, start, end: after.length - same, oldEnd: before.length - same };
}

/** Keystrokes at one place belong together: what was there before the first of them, and what is there now. */
export class ChangeAtPlace {
  #base: string;
  #now: string;
  /** What changed, in the text as it is now. */
  #region: { readonly start: number; readonly end: number } | undefined;

  constructor(text: string) {
    this.#base = text;
    this.#now = text;
  }

  /** The document was changed. @returns whether at another place than before. */
  changed(change: TextChange): boolean {
    const { after, start, end, oldEnd } = change;
    const region = this.#region;
    const touches = region !== undefined && start - slack(change) <= region.end && oldEnd >= region.start;
    if (!touches) this.#base = this.#now;
    this.#region = withNames(
      after,
      touches ? Math.min(start, region.start) : start,
      touches ? Math.max(region.end, oldEnd) + end - oldEnd : end,
    );
    this.#now = after;
    return !touches;
  }

  /** The change at the place; undefined where there is none, also when all was taken back. */
  get change(): TextChange | undefined {
    return changeBetween(this.#base, this.#now);
  }
}

const nameBefore = /[\p{L}\p{N}_$]*$/u;
const nameAfter = /^[\p{L}\p{N}_$]*/u;
/** No name is longer, in UTF-16 code units. */
const longestName = 100;

/** A piece of a text with all of the names that it touches. A letter that is typed over the same one is no difference. */
export function withNames(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  const before = nameBefore.exec(text.slice(Math.max(0, start - longestName), start))?.[0] ?? "";
  const behind = nameAfter.exec(text.slice(end, end + longestName))?.[0] ?? "";
  return { start: start - before.length, end: end + behind.length };
}

/** How much further to the left the change may have been: a blank before a blank looks like one behind it. */
function slack({ before, after, start, end, oldEnd }: TextChange): number {
  const [text, last] = oldEnd === start ? [after, end] : [before, oldEnd];
  if (end !== start && oldEnd !== start) return 0;
  let by = 0;
  while (by < start && text[start - 1 - by] === text[last - 1 - by]) by++;
  return by;
}
