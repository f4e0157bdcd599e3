/** A piece of a file that is not there yet and will be typed. */
export interface Hole {
  /** In the whole file. */
  readonly start: number;
  readonly end: number;
  readonly kind: "lines" | "restOfLine" | "insideBrackets";
}

/** Lines between two holes that stay. */
const minDistance = 6;

/**
 * Chooses what is held out of a file: mostly whole lines in a row, sometimes the rest of a line, or what stands between
 * two brackets. They come in the order of the file and never touch.
 */
export function chooseHoles(text: string, count: number, random: () => number): readonly Hole[] {
  const lines = lineRanges(text);
  const step = Math.floor(lines.length / (count + 1));
  if (step < minDistance) return count <= 1 ? [] : chooseHoles(text, count - 1, random);
  const holes: Hole[] = [];
  for (let at = 1; at <= count; at++) {
    const hole = holeNear(text, lines, at * step + Math.floor((random() - 0.5) * (step - minDistance)), random);
    if (hole !== undefined && hole.start >= (holes.at(-1)?.end ?? 0) + 40) holes.push(hole);
  }
  return holes;
}

interface LineRange {
  readonly start: number;
  /** Before the line end. */
  readonly end: number;
}

/** A few lines mostly, often a whole function. */
function blockLines(random: () => number): number {
  return random() < 0.6 ? 1 + Math.floor(random() * 4) : 6 + Math.floor(random() * 14);
}

function holeNear(text: string, lines: readonly LineRange[], near: number, random: () => number): Hole | undefined {
  const draw = random();
  for (let at = Math.max(1, near); at < Math.min(near + minDistance, lines.length - 1); at++) {
    const line = lines[at];
    if (line === undefined) return undefined;
    const content = text.slice(line.start, line.end);
    if (content.trim().length < 8 || /^\s*(\*|\/\*|""")/.test(content)) continue;
    if (draw < 0.15) {
      const open = content.search(/\([^()\n]{6,}\)/);
      if (open < 0) continue;
      const start = line.start + open + 1;
      return { start, end: text.indexOf(")", start), kind: "insideBrackets" };
    }
    if (draw < 0.35) {
      const indentation = content.length - content.trimStart().length;
      const from = indentation + Math.floor((content.length - indentation) * (0.2 + random() * 0.4));
      return { start: line.start + from, end: line.end, kind: "restOfLine" };
    }
    const last = lines[Math.min(lines.length - 2, at + blockLines(random) - 1)] ?? line;
    if (text.slice(line.start, last.end).trimEnd().length < last.end - line.start) continue;
    return { start: line.start - 1, end: last.end, kind: "lines" };
  }
  return undefined;
}

function lineRanges(text: string): readonly LineRange[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const range = { start, end: start + line.length };
    start = range.end + 1;
    return range;
  });
}

/** A file without its holes. */
export function withoutHoles(text: string, holes: readonly Hole[]): string {
  return [...holes].reverse().reduce((all, { start, end }) => all.slice(0, start) + all.slice(end), text);
}
