import { maxMention, parseMention } from "../../../protocol/panel/mention.js";

/** A piece of a step: plain text, or one that mentions something in the code. */
export interface StepPiece {
  readonly text: string;
  /** What to look for; absent: plain text. */
  readonly mention?: string;
}

const word = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;

/**
 * What may be a mention, in this order: a code span, a path with an ending, lines, a call, and names that only code
 * writes so: `camelCase`, `PascalCase`, `snake_case`.
 */
const candidate = new RegExp(
  [
    "`(?<span>[^`\\n]{1,200})`",
    String.raw`(?<![\p{L}\p{N}_/\\.@-])(?<file>(?:[\p{L}\p{N}_.@-]+[/\\])*[\p{L}\p{N}_.-]*[\p{L}\p{N}_-]\.[A-Za-z][A-Za-z0-9]{0,7}(?::\d{1,7})?)(?![\p{L}\p{N}_/\\(])`,
    String.raw`\b(?<lines>[Ll]ines?\s+\d{1,7}(?:\s*(?:-|–|to|and|through)\s*\d{1,7})?)\b`,
    String.raw`(?<![\p{L}\p{N}_$.])(?<call>${word}(?:\.${word})*)\(`,
    String.raw`(?<![\p{L}\p{N}_$])(?<name>_*\p{Ll}[\p{Ll}\p{N}]*(?:\p{Lu}[\p{L}\p{N}]*)+|\p{Lu}[\p{Ll}\p{N}]+(?:\p{Lu}[\p{Ll}\p{N}]+)+|_*\p{L}[\p{L}\p{N}]*(?:_[\p{L}\p{N}]+)+)(?![\p{L}\p{N}_$])`,
  ].join("|"),
  "gu",
);

/** Names within an expression; short ones and words of languages are left alone. */
const inExpression = new RegExp(String.raw`(?<![\p{L}\p{N}_$"'])${word}(?:\.${word})*`, "gu");

/** Words that look like a name of code, or stand in each piece of code, and lead nowhere. */
const noNames = new Set(
  (
    "JavaScript TypeScript GitHub GitLab PostgreSQL MySQL MongoDB GraphQL OpenAI DeepSeek YouTube PowerShell StackOverflow " +
    "async await break case catch class const continue default delete do else enum export extends false finally for from " +
    "function get if implements import in instanceof interface let new null of return set static super switch this throw " +
    "true try type typeof undefined var void while with yield None True False and def elif except is lambda not or pass " +
    "raise fn impl match mut pub self struct use bool char double float int long short string number boolean any Math console"
  ).split(" "),
);
const shortest = 3;

/** Cuts a step's text into what it mentions and what lies between. The pieces are the text. Pure. */
export function stepPieces(text: string): readonly StepPiece[] {
  const pieces: StepPiece[] = [];
  let end = 0;
  const add = (start: number, mention: string) => {
    if (start > end) pieces.push({ text: text.slice(end, start) });
    pieces.push({ text: mention, mention });
    end = start + mention.length;
  };
  for (const { 0: all, index, groups = {} } of text.matchAll(candidate)) {
    const { span, file, lines, call, name } = groups;
    if (span !== undefined) for (const { at, found } of inSpan(span)) add(index + 1 + at, found);
    else if (file !== undefined && parseMention(file)?.kind === "file") add(index, file);
    else if (lines !== undefined) add(index + all.indexOf(lines), lines);
    else if (call !== undefined && !noNames.has(call)) add(index, call);
    else if (name !== undefined && !noNames.has(name)) add(index, name);
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** What a code span mentions: all of it where it is one name, path or line, else the names in it. */
function inSpan(span: string): readonly { readonly at: number; readonly found: string }[] {
  const mention = span.length <= maxMention ? parseMention(span) : undefined;
  if (mention) return mention.kind === "name" && noNames.has(mention.text) ? [] : [{ at: 0, found: span }];
  return Array.from(span.matchAll(inExpression), ({ 0: found, index }) => ({ at: index, found })).filter(
    ({ found }) => found.length >= shortest && !noNames.has(found),
  );
}
