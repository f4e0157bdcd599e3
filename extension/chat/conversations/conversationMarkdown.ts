import type { Turn } from "../../../protocol/panel/state.js";
import type { SavedConversation } from "./savedConversation.js";

/**
 * A conversation as Markdown. Pure.
 *
 * @param withThoughts each thought stands in a folded block above its answer.
 */
export function conversationMarkdown({ title, turns }: SavedConversation, withThoughts: boolean): string {
  const parts = turns.map(({ turn }) => turnMarkdown(turn, withThoughts));
  return `${[`# ${oneLine(title)}`, ...parts].join("\n\n")}\n`;
}

function turnMarkdown({ question, context, thought, answer, status, error }: Turn, withThoughts: boolean): string {
  const parts = [`## ${oneLine(question)}`];
  const lines = question.trim().split("\n");
  if (lines.length > 1) parts.push(quote(lines));
  if (context.length > 0) parts.push(`Sent with it: ${context.map(({ title }) => code(title)).join(", ")}`);
  if (withThoughts && thought.text.trim() !== "") {
    // In a quotation a thought cannot end its block, whatever tags and fences are in it.
    const lines = ["**Thought**", "", ...thought.text.trim().split("\n")];
    parts.push(quote(lines));
  }
  if (answer.trim() !== "") parts.push(answer.trim());
  if (status === "stopped") parts.push("*Stopped.*");
  if (error) parts.push(`*${oneLine(error.message)}*`);
  return parts.join("\n\n");
}

const oneLine = (text: string): string => text.trim().split("\n", 1)[0] ?? "";
const quote = (lines: readonly string[]): string => lines.map((line) => `> ${line}`.trimEnd()).join("\n");

/** A code span; one that holds backticks gets a longer fence. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}
