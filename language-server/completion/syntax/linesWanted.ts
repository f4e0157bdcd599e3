import { caretScan } from "../caretScan.js";
import type { CompletionLines } from "../completionLines.js";
import { lineAbove, type CursorContext } from "../cursorContext.js";
import { columnsOf } from "../indentation.js";
import { languageRules, type LanguageRules } from "./languageRules.js";

/**
 * How many lines a completion may have at a caret: several where a body is to be written (after a line that opens a
 * block, on an empty line inside a block), one in the middle of a statement, in a comment and in a string. Where the
 * parser knows nothing of the place, the text decides.
 */
export function linesWanted(context: CursorContext): CompletionLines {
  const rules = languageRules(context.languageId);
  if (rules.prose || isInComment(context) || isInString(context)) return "single";
  // Behind the caret there may be what the editor put there: `foo(() => {▮})`.
  if (!/^[)\]}"'`]*[;,]?\s*$/.test(context.after)) return "single";
  if (context.before.trim() !== "") return opensBlock(context.before, rules) ? "multi" : "single";
  if (context.after.trim() !== "") return "single";
  const above = lineAbove(context);
  if (above === undefined) return "single";
  if (opensBlock(above, rules)) return "multi";
  return (context.syntax?.place()?.inBlock ?? columnsOf(context.before, context.indentation.size) > 0)
    ? "multi"
    : "single";
}

/** Whether the caret stands in a comment. */
export function isInComment(context: CursorContext): boolean {
  return context.syntax?.place()?.inComment ?? caretScan(context).comment !== undefined;
}

/** Whether the caret stands in a string. */
export function isInString(context: CursorContext): boolean {
  return context.syntax?.place()?.inString ?? caretScan(context).open.at(-1)?.string !== undefined;
}

const headWord = /^\s*(?:if|elif|else|for|while|with|try|except|finally|class|def|async|match|case)\b.*:\s*(?:#.*)?$/;
const shellHead = /(?:\b(?:then|do|else|in)|\{|\))\s*$/;
const wordHead =
  /^\s*(?:def|class|module|if|unless|while|for|function|local function|case)\b|\b(?:do|then)\s*(?:\|.*\|)?$/;
/** A signature or a condition that waits for its body. */
const signature =
  /^\s*(?:export\s+|default\s+|async\s+|public\s+|private\s+|protected\s+|static\s+|pub(?:\([^)]*\))?\s+)*(?:function\b|func\b|fn\b|class\b|interface\b|struct\b|enum\b|impl\b|if\s*\(|for\s*\(|while\s*\().*\)\s*(?:(?:->|:)\s*[^;{}]+)?$/;

/** Whether a line ends with the beginning of a block. */
export function opensBlock(line: string, rules: LanguageRules): boolean {
  const end = line.trimEnd();
  switch (rules.blocks) {
    case "indentation":
      return rules.lineComments.includes("#") && (headWord.test(end) || /^\s*[\w.-]+:\s*$/.test(end));
    case "words":
      return shellHead.test(end) || wordHead.test(end);
    case "tags":
      return /<[A-Za-z][\w-]*(?:\s[^<>]*)?(?<!\/)>$/.test(end);
    case "brackets":
      return /[{]$/.test(end) || /=>\s*$/.test(end) || signature.test(end);
    case "none":
      return false;
  }
}
