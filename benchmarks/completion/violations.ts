import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";
import { cursorContext } from "../../language-server/completion/cursorContext.js";
import { languageRules } from "../../language-server/completion/syntax/languageRules.js";
import { scan } from "../../language-server/completion/syntax/scan.js";

/** What a suggestion must never do to a document. */
export type Violation =
  /** What is left of the caret's line stands in it a second time. */
  | "repeatsLine"
  /** Its last lines are the lines that follow it. */
  | "repeatsBelow"
  /** Brackets or quotes around the caret that were closed are not any more, or are closed twice. */
  | "unbalances"
  /** A control token of a model. */
  | "controlToken"
  /** White space at the end of a line. */
  | "trailingSpace";

/** A suggestion as the editor gets it. */
export interface Suggestion {
  readonly insertText: string;
  /** How many code units behind the caret it replaces. */
  readonly replaces: number;
}

/** What a suggestion does wrong when it is accepted at a place. It knows nothing of the filters that should prevent it. */
export function violations(place: CompletionPlace, { insertText, replaces }: Suggestion): readonly Violation[] {
  const { before, after, below } = cursorContext(place);
  const rest = after.slice(replaces);
  const inserted = insertText.split(/\r\n|\n/);
  const whole = [...inserted];
  whole[0] = before + (whole[0] ?? "");
  whole.push(`${whole.pop() ?? ""}${rest}`);
  const found: Violation[] = [];
  if (repeatsRest(inserted.at(-1) ?? "", rest)) found.push("repeatsLine");
  if (repeatsLines(whole, below)) found.push("repeatsBelow");
  if (unbalances(place, insertText, replaces)) found.push("unbalances");
  if (/<\|[\w▁-]+\|>|<｜[^｜\s]+｜>|<\/?think>|<fim_\w+>/.test(insertText)) found.push("controlToken");
  if (/[ \t](?:\r?\n|$)/.test(rest.trim() === "" ? insertText : insertText.trimEnd())) found.push("trailingSpace");
  return found;
}

/** `f(a);` before `);`: more than brackets, which `unbalances` judges, comes twice, and as whole words. */
function repeatsRest(lastLine: string, rest: string): boolean {
  const text = rest.trim();
  const line = lastLine.trimEnd();
  if (text.replace(/[)\]}"'`\s]/g, "") === "" || !line.endsWith(text)) return false;
  return !/^\w/.test(text) || !/\w$/.test(line.slice(0, -text.length));
}

/** The last lines of the suggestion are the next lines of the document, with their indentation. */
function repeatsLines(lines: readonly string[], below: readonly string[]): boolean {
  const ours = lines.map((line) => line.trimEnd()).filter((line) => line !== "");
  const theirs = below.map((line) => line.trimEnd()).filter((line) => line !== "");
  for (let count = 1; count <= Math.min(ours.length, theirs.length); count++) {
    const tail = ours.slice(-count);
    if (tail.every((line, index) => line === theirs[index]) && (count > 1 || isTelling(tail[0] ?? ""))) return true;
  }
  return false;
}

/** A line that stands twice by mistake: one with words in it, or the end of a block at the same depth. */
function isTelling(line: string): boolean {
  return line.replace(/[^\p{L}\p{N}]/gu, "").length > 3 || /^\s*[)\]}]+[;,]?$/.test(line);
}

function unbalances(place: CompletionPlace, text: string, replaces: number): boolean {
  const { above, before, after, below, languageId } = cursorContext(place);
  const rules = languageRules(languageId);
  if (rules.prose) return false;
  const caret = scan([...above, before].join("\n"), rules, undefined, true);
  const leading = scan(/^[)\]}"'`]*/.exec(after)?.[0] ?? "", rules, caret).outer.length;
  if (leading === 0) return false;
  const old = scan(after, rules, caret);
  const next = scan(text + after.slice(replaces), rules, caret);
  const left = next.open.filter(({ at }) => at < 0).length;
  const opened = next.open.filter(({ at }) => at >= 0).length - old.open.filter(({ at }) => at >= 0).length;
  // The block that the lines open is closed already: the next line ends it, as deep as the line that begins it.
  const lead = /^\s*/.exec(before)?.[0] ?? "";
  const outermost = next.open.find(({ at }) => at >= 0)?.close;
  const ends =
    text.includes("\n") && below.find((line) => line.trim() !== "")?.startsWith(`${lead}${outermost ?? "\n"}`);
  return (
    next.unmatched.length > old.unmatched.length ||
    left > caret.open.length - leading ||
    opened > (ends === true ? 1 : 0)
  );
}
