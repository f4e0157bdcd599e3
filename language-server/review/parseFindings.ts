import type { LineRange } from "../context/enclosingBlock.js";

/** A remark of a review, with the lines that it is about. */
export interface PlacedRemark extends LineRange {
  /** Markdown. */
  readonly message: string;
}

/** What an answer says about a piece of code. */
export interface ReviewAnswer {
  /** In the order of the lines. */
  readonly remarks: readonly PlacedRemark[];
  /** Remarks about lines that are not there. */
  readonly dropped: number;
  /** Whether the answer says that there is nothing to remark. */
  readonly saysNothing: boolean;
}

/** A remark as it stands in the answer; lines from 1. */
interface Remark {
  readonly first: number;
  readonly last: number;
  message: string;
}

/** What may stand before a place: marks of a list, of a heading, of a table, bold and brackets. */
const before = String.raw`^\s*(?:[-*+•|>]\s*|#+\s*|\d+[.)]\s+)*[\[(*_\x60]*`;
const place = String.raw`(\d+)(?:\s*(?:-|–|—|to|and|,)\s*(?:lines?\s*|L)?(\d+))?`;
const after = String.raw`[\])*_\x60]*\s*(?:[:|–—-]|\.\s)\s*[*_]*\s*`;
const forms = [
  new RegExp(`${before}(?:lines?\\s*L?|L|ln\\.?)\\s*#?${place}${after}(.*)$`, "iu"),
  // A bare number must be followed by a colon or stand in a table: lists are numbered too.
  new RegExp(String.raw`^\s*(?:[-*+•]\s*)?[*_\x60]*${place}[*_\x60]*\s*:\s*(.*)$`, "u"),
  new RegExp(String.raw`^\s*\|\s*${place}\s*\|\s*(.*?)\s*\|?\s*$`, "u"),
];
const nothing =
  /\b(?:no (?:\w+ )?(?:findings?|problems?|issues?|bugs?|errors?|mistakes?|remarks?)|nothing (?:is )?(?:wrong|to (?:\w+))|looks? (?:\w+ )?(?:good|fine|correct|right))\b/i;

/**
 * Reads the remarks of a review out of an answer: `Line 12: text` in the many forms in which models write it. A remark
 * that quotes code belongs to the line where that code stands, for models count badly; one about a line that is not
 * there is dropped. Pure.
 *
 * @param answer without its thought.
 * @param lines the document.
 * @param range the lines that were reviewed.
 */
export function parseFindings(answer: string, lines: readonly string[], range: LineRange): ReviewAnswer {
  const remarks = readRemarks(answer);
  const placed = remarks.flatMap((remark) => placeRemark(remark, lines, range) ?? []);
  return {
    remarks: placed.sort((a, b) => a.start - b.start),
    dropped: remarks.length - placed.length,
    saysNothing: remarks.length === 0 && nothing.test(answer),
  };
}

function readRemarks(answer: string): readonly Remark[] {
  const remarks: Remark[] = [];
  let isOpen = false;
  for (const line of answer.split(/\r?\n/)) {
    const found = forms.map((form) => form.exec(line)).find((match) => match !== null);
    if (found) {
      const [, first = "", last = first, message = ""] = found;
      const [a, b] = [Number(first), Number(last)];
      remarks.push({ first: Math.min(a, b), last: Math.max(a, b), message: message.replace(/\s*\|\s*$/, "").trim() });
      isOpen = true;
      continue;
    }
    // What follows belongs to the remark: its second line, an indented paragraph, a block of code.
    const remark = remarks.at(-1);
    const isMore = isOpen || /^\s{2,}\S/.test(line) || isFence(line) || (remark !== undefined && isInFence(remark));
    if (remark && isMore && (line.trim() !== "" || isInFence(remark))) remark.message += `\n${dedent(line)}`;
    isOpen = line.trim() !== "" && isOpen;
  }
  return remarks
    .map((remark) => ({ ...remark, message: remark.message.trim() }))
    .filter(({ message }) => message !== "");
}

const isFence = (line: string): boolean => /^\s*```/.test(line);
const isInFence = ({ message }: Remark): boolean => (message.match(/^```/gm)?.length ?? 0) % 2 === 1;
const dedent = (line: string): string => line.replace(/^ {1,3}/, "");

function placeRemark(
  { first, last, message }: Remark,
  lines: readonly string[],
  range: LineRange,
): PlacedRemark | undefined {
  const said = { start: first - 1, end: last - 1 };
  const isInside = said.start >= range.start && said.end <= range.end;
  const quoted = [...message.matchAll(/`([^`\n]{4,})`/g)].map(([, code = ""]) => code.trim());
  for (const code of quoted) {
    const found = linesWith(code, lines, range);
    if (found.length === 0) continue;
    if (isInside && found.some((line) => line >= said.start && line <= said.end)) break;
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) return { start: only, end: only, message };
  }
  if (!isInside) return undefined;
  return { ...withoutBlankEnds(said, lines), message };
}

function linesWith(code: string, lines: readonly string[], { start, end }: LineRange): readonly number[] {
  const found: number[] = [];
  for (let line = start; line <= end; line++) if ((lines[line] ?? "").includes(code)) found.push(line);
  return found;
}

/** A remark about a blank line is about the code below it. */
function withoutBlankEnds({ start, end }: LineRange, lines: readonly string[]): LineRange {
  const isBlank = (line: number) => (lines[line] ?? "").trim() === "";
  let [first, last] = [start, end];
  while (first < last && isBlank(first)) first++;
  while (last > first && isBlank(last)) last--;
  while (isBlank(last) && last < lines.length - 1) last++;
  return { start: isBlank(first) ? last : first, end: last };
}
