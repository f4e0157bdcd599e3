import { findFences } from "../edits/parse/fences.js";

/** Longest subject and lines of the body, in characters: what `git log` shows in a terminal without a break. */
const lineLength = 72;
/** Longest message, in characters. */
const longest = 4_000;

/** A subject in the form of Conventional Commits 1.0, for example `fix(cart): count the last item`. */
export const conventionalSubject = /^[a-z]+(?:\([^()]+\))?!?: \S/i;

const label = /^\s*(?:\*\*)?(?:commit message|subject|here(?: is|'s)[^:]*|message)(?:\*\*)?\s*:\s*(?:\*\*)?\s*/i;
const command = /^\s*(?:\$\s*)?git commit\s+(?:-\w+\s+)*-\w*m\s+/;

/**
 * The commit message in an answer: without fences, labels, quotation marks and Markdown, its lines within the limits.
 * A subject that is too long goes on in the body.
 *
 * @param answer without its thought.
 * @returns `undefined` when there is none.
 */
export function commitText(answer: string): string | undefined {
  const lines = unlabelled(messageLines(clean(answer).split("\n")).map((line) => line.trimEnd()));
  const [first = "", ...rest] = lines;
  const subject = unquoted(first.replace(/^#+\s+|\*\*|__/g, "").replace(command, "")).trim();
  if (!/[\p{L}\p{N}]/u.test(subject)) return undefined;
  const [head = "", ...overflow] = wrap(subject);
  const body = trimmed([...overflow, ...(overflow.length > 0 && rest.some(isText) ? [""] : []), ...trimmed(rest)]);
  const message = [head, ...(body.length > 0 ? ["", ...body.flatMap(wrap)] : [])].join("\n");
  return message.length <= longest ? message : message.slice(0, message.lastIndexOf("\n", longest)).trimEnd();
}

/** The lines of the fence that holds the message; else all: then a fence is a part of the body. */
function messageLines(lines: readonly string[]): readonly string[] {
  const [fence] = findFences(lines);
  const isMessage = conventionalSubject.test(lines.find(isText) ?? "");
  return fence && !isMessage && fence.lines.some(isText) ? fence.lines : lines;
}

/** Control and format characters have no business in a message. */
function clean(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/(?!\n|\t)[\p{Cc}\p{Cf}]/gu, "");
}

/** Without blank lines and labels at the beginning. */
function unlabelled(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => isText(line.replace(label, "")));
  if (at < 0) return [];
  return [(lines[at] ?? "").replace(label, ""), ...lines.slice(at + 1)];
}

function unquoted(text: string): string {
  return /^(["'`])(.*)\1$/s.exec(text.trim())?.[2] ?? text;
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex(isText);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(isText) + 1);
}

const isText = (line: string): boolean => line.trim() !== "";

/** Breaks a line between words; the rest of an item of a list stands below its text. A word is never broken. */
function wrap(line: string): readonly string[] {
  if (line.length <= lineLength) return [line];
  const indent = /^\s*(?:[-*]\s+)?/.exec(line)?.[0] ?? "";
  const [first = "", ...words] = line.slice(indent.length).split(/ +/);
  const lines: string[] = [];
  let open = indent + first;
  for (const word of words) {
    if (open.length + 1 + word.length <= lineLength) open += ` ${word}`;
    else {
      lines.push(open);
      open = " ".repeat(indent.length) + word;
    }
  }
  return [...lines, open];
}
