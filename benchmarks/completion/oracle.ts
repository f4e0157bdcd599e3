import { createHash } from "node:crypto";

/** What is being written where. */
export interface OracleView {
  readonly uri: string;
  /** The document when the piece that is being typed is whole. */
  readonly goal: string;
  /** The document now, and the caret. */
  readonly text: string;
  readonly caret: number;
}

/** How good the oracle is. */
export interface OracleQuality {
  /** Share of lines with one wrong word. */
  readonly wrongLines: number;
  /** Share of pieces behind whose end the model goes on and repeats what stands there already. */
  readonly runsOn: number;
}

/** About what a small model does. */
export const usualQuality: OracleQuality = { wrongLines: 0.3, runsOn: 0.3 };

/** Letters before the caret that are enough to know the place. */
const tailLength = 120;

/**
 * Stands for a good model: it knows what the user is going to write, but for a wrong word in some lines, and sometimes
 * does not see the end. The same place always gets the same answer, whoever asks.
 */
export class Oracle {
  #view: OracleView = { uri: "", goal: "", text: "", caret: 0 };

  constructor(private readonly quality: OracleQuality = usualQuality) {}

  look(view: OracleView): void {
    this.#view = view;
  }

  /** What comes behind a text; of that only the end is looked at. */
  continue(before: string): string {
    const { uri, goal, text, caret } = this.#view;
    const at = placeOf(before.slice(-tailLength), goal, caret);
    const after = text.slice(caret);
    const end = Math.max(at, goal.length - commonEnd(goal, after));
    const piece = this.#withWrongWords(uri, goal, at, end);
    if (chance(`${uri} end ${end}`) >= this.quality.runsOn) return piece;
    return piece + goal.slice(end, lineEnds(goal, end + 1, 2));
  }

  #withWrongWords(uri: string, goal: string, from: number, to: number): string {
    let said = "";
    let start = goal.lastIndexOf("\n", from - 1) + 1;
    while (start < to) {
      const end = lineEnds(goal, start, 1);
      const line = goal.slice(start, end);
      const visible = line.slice(Math.max(0, from - start), to - start);
      said += this.#wrong(uri, line, start, Math.max(0, from - start), goal) ?? visible;
      if (end < to) said += "\n";
      start = end + 1;
    }
    return said;
  }

  /** The rest of a line with a wrong word in it; undefined where the line is right from here on. */
  #wrong(uri: string, line: string, start: number, from: number, goal: string): string | undefined {
    const place = `${uri} ${start} ${line}`;
    if (chance(place) >= this.quality.wrongLines) return undefined;
    const words = [...line.matchAll(/[A-Za-z_]{3,}/g)];
    const word = words[Math.floor(chance(`${place} word`) * words.length)];
    if (word === undefined || word.index < from) return undefined;
    const others = goal.match(/\b[a-z][A-Za-z_]{3,}\b/g) ?? ["other"];
    const other = others[Math.floor(chance(`${place} other`) * others.length)] ?? "other";
    return line.slice(from, word.index) + other + line.slice(word.index + word[0].length);
  }
}

/** Where in the goal a text ends; of several places the one nearest to the caret. */
function placeOf(tail: string, goal: string, caret: number): number {
  for (let cut = 0; cut < tail.length; cut += cut < 8 ? 1 : 8) {
    const wanted = tail.slice(cut);
    let best = -1;
    for (let at = goal.indexOf(wanted); at >= 0; at = goal.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      if (best < 0 || Math.abs(end - caret) < Math.abs(best - caret)) best = end;
    }
    if (best >= 0 && wanted.length >= Math.min(8, tail.length)) return best;
  }
  // Something was mistyped: the column is all there is to go by.
  return Math.min(caret, goal.length);
}

function commonEnd(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let same = 0;
  while (same < most && one[one.length - 1 - same] === other[other.length - 1 - same]) same++;
  return same;
}

/** The end of the line at an offset, or of so many lines. */
function lineEnds(text: string, offset: number, lines: number): number {
  let end = offset - 1;
  for (let i = 0; i < lines; i++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.length;
  }
  return end;
}

/** A number in [0, 1) that depends on the text alone. */
export function chance(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE(0) / 2 ** 32;
}
