import { caretScan } from "../caretScan.js";
import { languageRules } from "../syntax/languageRules.js";
import type { CompletionFilter } from "./filter.js";

const openingFence = /^\s*```[\w+#.-]*[ \t]*\n/;
const closingFence = /(?:^|\n)[ \t]*```[ \t]*(?:\n|$)/;
/** How an answer in a chat begins, and never a line of code. */
const sentence =
  /^\s*(?:(?:Sure|Certainly|Of course|Okay|OK|Alright|Great|Yes|Well|Hmm|Wait|Here(?:'s| is| are)|The (?:code|function|following|completed?|missing|above|snippet|user|method)|This (?:code|function|method|is)|To (?:complete|fill|fix|implement|do|solve)|I(?:'ll| will| think| need| would|'m| am| have)|Let(?:'s| me| us)|You (?:can|should|need|are|have)|Note that|Based on|First,|Next,|We (?:can|need|should|have)|Now,? |It (?:looks|seems)|In this|There (?:is|are))\b[^=;{}]*|(?:Answer|Explanation|Solution|Completion|Output|Code|Note):\s*)$/;

/**
 * Takes code out of the form of an answer: out of a Markdown fence, or from behind a sentence about it; drops the
 * sentence where there is no code. Not in documents that are themselves prose, nor in comments and strings.
 */
export const answerForm: CompletionFilter = (candidate, context) => {
  const scan = caretScan(context);
  const inText = scan.comment !== undefined || scan.open.at(-1)?.string !== undefined;
  if (languageRules(context.languageId).prose || inText) return candidate;
  const { text } = candidate;
  const fence = /(?:^|\n)[ \t]*```[\w+#.-]*[ \t]*\n/.exec(text);
  const talks = sentence.test(firstLine(text));
  if (fence !== null && (talks || openingFence.test(text))) return { ...candidate, text: insideFence(text, fence) };
  if (talks) return { dropped: "prose" };
  const end = text.search(closingFence);
  return end < 0 ? candidate : { ...candidate, text: text.slice(0, end) };
};

function insideFence(text: string, fence: RegExpExecArray): string {
  const code = text.slice(fence.index + fence[0].length);
  const end = code.search(closingFence);
  return end < 0 ? code : code.slice(0, end);
}

function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "") ?? "";
}
