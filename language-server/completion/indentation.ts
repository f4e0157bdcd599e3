/** How a text is indented. */
export interface Indentation {
  /** One level: a tab, or so many spaces. */
  readonly unit: string;
  /** Columns of one level; of a tab, how wide it is counted. */
  readonly size: number;
  /** Whether the text shows it; else it is a guess. */
  readonly detected: boolean;
}

const usual: Indentation = { unit: "    ", size: 4, detected: false };

/** Reads from lines how they are indented: with tabs, or with the step that most of them take. */
export function indentationOf(lines: readonly string[]): Indentation {
  let tabs = 0;
  let spaces = 0;
  const steps = new Map<number, number>();
  let previous = 0;
  for (const line of lines) {
    const lead = leadOf(line);
    if (lead.length === line.length) continue;
    if (lead.startsWith("\t")) tabs++;
    else if (lead.length > 1) spaces++;
    // ` * ` of a block comment is one column off.
    const width = line[lead.length] === "*" ? previous : lead.length;
    const step = Math.abs(width - previous);
    if (step === 2 || step === 4 || step === 8 || step === 3) steps.set(step, (steps.get(step) ?? 0) + 1);
    previous = width;
  }
  if (tabs > spaces) return { unit: "\t", size: 4, detected: true };
  const [best] = [...steps].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  return best === undefined ? usual : { unit: " ".repeat(best[0]), size: best[0], detected: true };
}

/** The white space a line begins with. */
export function leadOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** Columns of the white space a line begins with; a tab goes to the next multiple of `tabSize`. */
export function columnsOf(line: string, tabSize: number): number {
  let columns = 0;
  for (const char of line) {
    if (char === " ") columns++;
    else if (char === "\t") columns += tabSize - (columns % tabSize);
    else break;
  }
  return columns;
}

/** White space of so many columns in this style. */
export function leadFor(columns: number, { unit, size }: Indentation): string {
  if (unit !== "\t") return " ".repeat(columns);
  return "\t".repeat(Math.floor(columns / size)) + " ".repeat(columns % size);
}
