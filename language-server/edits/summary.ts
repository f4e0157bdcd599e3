/** Longest summary, in characters. */
const limit = 240;

/**
 * What the model says it changed: the first two sentences of the prose around the code, without Markdown marks. The
 * prose after the code counts more, because it is about the change.
 */
export function summaryOf(prose: string): string {
  const paragraphs = prose
    .split(/\n\s*\n/)
    .map((paragraph) => plain(paragraph))
    .filter((paragraph) => /\p{L}/u.test(paragraph) && !paragraph.endsWith(":"));
  const text = paragraphs.at(-1) ?? "";
  const sentences = text.match(/.+?[.!?](?=\s|$)|.+$/gu) ?? [];
  const summary = sentences.slice(0, 2).join("").trim();
  return summary.length <= limit ? summary : `${summary.slice(0, limit - 1).trimEnd()}…`;
}

function plain(text: string): string {
  return text
    .replace(/^\s*(?:#+|[-*>]|\d+\.)\s+/gm, "")
    .replace(/\*\*|__/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
