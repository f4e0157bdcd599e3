/** Lines of a document, both ends included, zero-based. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** The piece of code around a position. */
export interface EnclosingBlock extends LineRange {
  /** Name of the function or class; absent for other code. */
  readonly name?: string;
}

/** Functions inside functions and methods of classes are taken as a whole up to this many lines. */
const wholeUpTo = 40;

/**
 * Finds the function or class around a line, else the lines between two blank ones. It reads only indentation and the
 * beginnings of lines, so it works on code that does not parse: that is the code that people want fixed.
 *
 * @param lines the document.
 * @param line zero-based.
 * @param languageId VS Code language identifier.
 */
export function enclosingBlock(lines: readonly string[], line: number, languageId: string): EnclosingBlock {
  const style = offsideLanguages.has(languageId) ? offside : braces;
  const found: EnclosingBlock[] = [];
  for (const start of headersAround(lines, firstCode(lines, line))) {
    const name = style.nameOf(lines, start);
    if (name === undefined) continue;
    const block = { start: style.firstLine(lines, start), end: style.lastLine(lines, start), name };
    if (block.end >= line) found.push(block);
  }
  // Innermost first: the widest one that is still small, else the innermost.
  return found.filter((block) => block.end - block.start < wholeUpTo).at(-1) ?? found[0] ?? paragraph(lines, line);
}

/** How a language shows where a block begins and ends. */
interface BlockStyle {
  /** Name of the function or class that begins in this line, if one does. */
  nameOf(lines: readonly string[], line: number): string | undefined;
  firstLine(lines: readonly string[], header: number): number;
  lastLine(lines: readonly string[], header: number): number;
}

const offsideLanguages = new Set(["python", "coffeescript", "nim", "gdscript"]);
const offsideHeader = /^\s*(?:async\s+)?(?:def|class|func|proc)\s+([\p{L}_$][\p{L}\p{N}_$]*)/u;

const offside: BlockStyle = {
  nameOf: (lines, line) => offsideHeader.exec(lines[line] ?? "")?.[1],
  firstLine(lines, header) {
    let first = header;
    while (first > 0 && /^\s*@/.test(lines[first - 1] ?? "") && indentAt(lines, first - 1) === indentAt(lines, header))
      first--;
    return first;
  },
  lastLine(lines, header) {
    const indent = indentAt(lines, header);
    return blockEnd(lines, header, (index) => indentAt(lines, index) > indent || isContinuation(lines[index] ?? ""));
  },
};

const name = "([\\p{L}_$#][\\p{L}\\p{N}_$]*)";
const modifiers = "(?:[\\p{L}_][\\p{L}\\p{N}_]*\\s+)*";
const types = "(?:[\\p{L}_<][\\p{L}\\p{N}_:<>,*&\\[\\]?]*\\s+)*[*&]*";
const arrow =
  "(?:async\\s*)?(?:function\\b|(?:<[^>]*>)?\\([^)]*$|(?:<[^>]*>)?\\(.*=>|[\\p{L}_$][\\p{L}\\p{N}_$]*\\s*=>)";

/** `function f`, `class C`, Go's `func (r R) f`, `const f = (…) =>`, `f: function`, `f = async (…) =>`. */
const braceHeaders = [
  `${modifiers}(?:function\\s*\\*?|class|interface|enum|struct|trait|impl|namespace|func|fn)\\s+${name}`,
  `func\\s+\\([^)]*\\)\\s*${name}`,
  `${modifiers}(?:const|let|var)\\s+${name}[^=]*=\\s*(?:class\\b|${arrow})`,
  `${modifiers}${name}\\s*[:=]\\s*${arrow}`,
].map((header) => new RegExp(`^\\s*${header}`, "u"));

/** A method, or a function of the C family: a name before a parenthesis; a block has to follow. */
const methodHeader = new RegExp(`^\\s*${types}${name}\\s*(?:<[^>]*>)?\\s*\\(`, "u");

const statements =
  /^\s*(?:(?:if|for|while|switch|catch|return|else|do|try|with|await|new|throw|typeof|super|foreach|using|lock|case)\b)/;

const braces: BlockStyle = {
  nameOf(lines, line) {
    const text = lines[line] ?? "";
    if (statements.test(text)) return undefined;
    for (const header of braceHeaders) {
      const found = header.exec(text)?.[1];
      if (found !== undefined) return found;
    }
    return opensBlock(lines, line) ? methodHeader.exec(text)?.[1] : undefined;
  },
  firstLine: (_, header) => header,
  lastLine(lines, header) {
    const indent = indentAt(lines, header);
    const last = blockEnd(lines, header, (index) => {
      const text = lines[index] ?? "";
      return indentAt(lines, index) > indent || isContinuation(text) || isOpening(text);
    });
    const closing = nextCode(lines, last + 1);
    const isClosing =
      closing !== undefined && indentAt(lines, closing) === indent && /^\s*[}\])]/.test(lines[closing] ?? "");
    const onOneLine = last === header && /[;}]\s*$/.test(lines[header] ?? "");
    return isClosing && !onOneLine ? closing : last;
  },
};

/** Whether `line` is the head of a block and no call: the brace stands at its end, below it, or behind `)` below. */
function opensBlock(lines: readonly string[], line: number): boolean {
  const text = lines[line] ?? "";
  if (/\{\s*$/.test(text)) return !/=>\s*\{\s*$|\bfunction\s*\*?\s*\(/.test(text);
  const indent = indentAt(lines, line);
  const deeper = blockEnd(lines, line, (index) => indentAt(lines, index) > indent);
  const next = nextCode(lines, deeper + 1);
  if (next === undefined || indentAt(lines, next) !== indent) return false;
  const below = lines[next] ?? "";
  return deeper === line ? isOpening(below) && !/;\s*$/.test(text) : /^\s*\).*\{\s*$/.test(below) && !/=>/.test(below);
}

/** A brace alone on its line, as in Allman style. */
function isOpening(text: string): boolean {
  return /^\s*\{\s*$/.test(text);
}

/** Comments and decorators above a function belong to it. */
function firstCode(lines: readonly string[], line: number): number {
  let index = line;
  while (index < lines.length - 1 && /^\s*(?:@|\/\/|\/\*|\*)/.test(lines[index] ?? "")) index++;
  return nextCode(lines, index) ?? line;
}

/** Lines around `line` that stand less deep than all between, innermost first; the line itself counts. */
function headersAround(lines: readonly string[], line: number): number[] {
  const headers: number[] = [];
  let indent = Infinity;
  for (let index = line; index >= 0; index--) {
    const text = lines[index] ?? "";
    if (text.trim() === "") continue;
    const own = indentAt(lines, index);
    if (own >= indent) continue;
    headers.push(index);
    // A closing line, and a brace on its own, belong to a header above with the same indentation.
    indent = /^\s*[}\])]/.test(text) || isOpening(text) ? own + 1 : own;
  }
  return headers;
}

/** Last line from `header` on for which all lines with code are `inside`. */
function blockEnd(lines: readonly string[], header: number, inside: (index: number) => boolean): number {
  let last = header;
  for (let index = header + 1; index < lines.length; index++) {
    if ((lines[index] ?? "").trim() === "") continue;
    if (!inside(index)) break;
    last = index;
  }
  return last;
}

/** The line ends what was open and opens again: `) {`, `] => {`, `): string {`, `) -> int:`. */
function isContinuation(text: string): boolean {
  return /^\s*[)\]}].*(?:[{([:]|=>)\s*$/.test(text);
}

function nextCode(lines: readonly string[], from: number): number | undefined {
  for (let index = from; index < lines.length; index++) if ((lines[index] ?? "").trim() !== "") return index;
  return undefined;
}

/** Columns of white space before the text; a tab goes to the next multiple of 4. */
function indentAt(lines: readonly string[], index: number): number {
  let column = 0;
  for (const char of lines[index] ?? "") {
    if (char === " ") column++;
    else if (char === "\t") column += 4 - (column % 4);
    else break;
  }
  return column;
}

/** The lines between two blank ones, widened until nothing deeper is cut off at the ends. */
function paragraph(lines: readonly string[], line: number): EnclosingBlock {
  const at = nextCode(lines, line) ?? lines.length - 1;
  const isBlank = (index: number) => (lines[index] ?? "").trim() === "";
  let start = Math.min(at, lines.length - 1);
  let end = start;
  while (start > 0 && !(isBlank(start - 1) && indentAt(lines, start) === 0)) start--;
  while (end < lines.length - 1 && !(isBlank(end + 1) && !continuesDeeper(lines, end + 1))) end++;
  while (start < end && isBlank(start)) start++;
  return { start, end };
}

function continuesDeeper(lines: readonly string[], blank: number): boolean {
  const next = nextCode(lines, blank);
  return next !== undefined && indentAt(lines, next) > 0;
}
