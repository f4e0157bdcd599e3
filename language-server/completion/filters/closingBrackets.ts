import { caretScan } from "../caretScan.js";
import { nextLine, type CursorContext } from "../cursorContext.js";
import { leadOf } from "../indentation.js";
import { languageRules } from "../syntax/languageRules.js";
import { scan, type Opened, type Scan } from "../syntax/scan.js";
import type { Candidate, CompletionFilter } from "./filter.js";

/**
 * Fits the brackets and quotes of the completion to those that stand around the caret already. Editors write `)` as
 * soon as `(` is typed, and the model writes it too: what it brings along replaces what is there; what closes nothing is
 * cut; what it leaves open inside a pair that is closed behind the caret is closed.
 */
export const closingBrackets: CompletionFilter = (candidate, context) => {
  if (languageRules(context.languageId).prose) return candidate;
  const covered = covering(withoutComment(withoutStray(candidate, context), context), context);
  const fitted = closed(withoutSemicolon(covered, context), context);
  return fits(fitted, context) ? fitted : { dropped: "unbalanced" };
};

function read(text: string, context: CursorContext): Scan {
  return scan(text, languageRules(context.languageId), caretScan(context));
}

/** Cuts before a bracket that closes nothing, or something else: `a]` in `f(▮)`. */
function withoutStray(candidate: Candidate, context: CursorContext): Candidate {
  const { blocks } = languageRules(context.languageId);
  if (blocks === "words" || blocks === "tags") return candidate;
  const [stray] = read(candidate.text, context).unmatched;
  if (stray === undefined || !knowsWhatIsOpen(context)) return candidate;
  const { text } = candidate;
  return { text: text.slice(0, stray.at).trimEnd(), replaces: 0 };
}

/** Above the lines that are looked at something may have been opened, and a text may be broken already. */
function knowsWhatIsOpen(context: CursorContext): boolean {
  const { open, unmatched } = caretScan(context);
  return open.length > 0 || (context.fromStart && unmatched.length === 0);
}

/** A comment would swallow the rest of the line. */
function withoutComment(candidate: Candidate, context: CursorContext): Candidate {
  const { comment } = read(candidate.text, context);
  const rest = context.after.slice(candidate.replaces).trim();
  if (rest === "" || comment === undefined || comment.at < 0) return candidate;
  return { ...candidate, text: candidate.text.slice(0, comment.at).trimEnd() };
}

/** Lets the completion replace the closers behind the caret that it brings along; a closer too far away is cut. */
function covering(candidate: Candidate, context: CursorContext): Candidate {
  const { text, replaces } = candidate;
  if (replaces > 0) return candidate;
  const { outer } = read(text, context);
  let covered = 0;
  let count = 0;
  for (const closer of outer) {
    if (!context.after.startsWith(closer.text, covered)) break;
    covered += closer.text.length;
    count++;
  }
  const next = outer[count];
  const needed = read(context.after, context).outer;
  // The rest of the line closes this one itself, further right.
  if (next !== undefined && needed.length > count)
    return covering({ text: text.slice(0, next.at).trimEnd(), replaces }, context);
  return { text, replaces: covered };
}

/** No statement ends inside brackets: `f(a;)`. The head of a `for` loop is the exception. */
function withoutSemicolon(candidate: Candidate, { before, after }: CursorContext): Candidate {
  const { text, replaces } = candidate;
  if (text.includes("\n") || !/^[)\]]/.test(after.slice(replaces)) || /\bfor\b/.test(before + text)) return candidate;
  return { ...candidate, text: text.replace(/\s*;\s*$/, "") };
}

/** Closes what the completion opens, when what follows on the line closes something further out. */
function closed(candidate: Candidate, context: CursorContext): Candidate {
  const rest = context.after.slice(candidate.replaces);
  const lacking = lackingClosers(candidate, rest, context);
  if (lacking.length === 0) return candidate;
  const { text } = candidate;
  const closers = lacking.map(({ close }) => close).join("");
  const opensLine = lacking.some((opened) => isBlock(opened, text));
  return { ...candidate, text: text.trimEnd() + (opensLine ? `\n${leadOf(context.before)}` : "") + closers };
}

/** What the completion leaves open although closers of outer brackets follow it on the line; the innermost first. */
function lackingClosers({ text }: Candidate, rest: string, context: CursorContext): readonly Opened[] {
  const rules = languageRules(context.languageId);
  const after = read(text, context);
  const opened = after.open.filter(({ at }) => at >= 0);
  if (opened.length === 0) return [];
  const original = scan(rest, rules, caretScan(context)).outer.length + context.after.length - rest.length;
  if (original === 0) return [];
  const then = scan(rest, rules, after).open.length - closedBelow(text, after, context);
  const before = scan(context.after, rules, caretScan(context)).open.length;
  return then > before ? opened.slice(-(then - before)).reverse() : [];
}

/** Whether the line ends behind an open bracket. */
const isBlock = ({ at, string }: Opened, text: string): boolean =>
  string === undefined && /^[^\S\n]*\n/.test(text.slice(at + 1));

/** 1 where the next line closes the block that the completion opens: it begins with its bracket, as deep as the caret's. */
function closedBelow(text: string, { open }: Scan, context: CursorContext): 0 | 1 {
  const outermost = open.find(({ at }) => at >= 0);
  if (outermost === undefined || !isBlock(outermost, text)) return 0;
  return nextLine(context)?.startsWith(leadOf(context.before) + outermost.close) === true ? 1 : 0;
}

/** Whether closers behind the caret still close what they closed, and nothing is closed twice. */
function fits({ text, replaces }: Candidate, context: CursorContext): boolean {
  const rules = languageRules(context.languageId);
  const caret = caretScan(context);
  const old = scan(context.after, rules, caret);
  if (old.outer.length === 0) return true;
  const next = scan(text + context.after.slice(replaces), rules, caret);
  return (
    next.unmatched.length <= old.unmatched.length &&
    outerOf(next) <= outerOf(old) &&
    next.open.length - outerOf(next) <= old.open.length - outerOf(old) + closedBelow(text, next, context)
  );
}

/** How much of what was open at the caret still is. */
function outerOf({ open }: Scan): number {
  return open.filter(({ at }) => at < 0).length;
}
