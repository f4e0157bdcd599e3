/** How a scripted answer is cut into chunks. */
export type Split = "whole" | "characters" | "worst";

/** Marks that a reader of the stream looks for; a chunk that ends inside of one is what breaks a careless reader. */
const marks = /<\/?think>|```+|<{5,}|={5,}|>{5,}|\r?\n|\*\*/gu;

/**
 * Cuts an answer into chunks. A character outside the basic plane is never cut in two: the engine promises that.
 *
 * - `whole`: one chunk.
 * - `characters`: one character each.
 * - `worst`: long chunks that end in the middle of every mark (tags, fences, edit markers, line ends) and right before
 *   and after every character that takes two UTF-16 units.
 */
export function splitText(text: string, split: Split): string[] {
  if (text === "") return [];
  if (split === "whole") return [text];
  if (split === "characters") return Array.from(text);
  const cuts = new Set<number>([text.length]);
  for (const { 0: mark, index } of text.matchAll(marks)) {
    for (let inside = 1; inside < Math.max(2, mark.length); inside++) cuts.add(index + inside);
  }
  let at = 0;
  for (const character of text) {
    if (character.length > 1) cuts.add(at).add(at + character.length);
    at += character.length;
  }
  cuts.delete(0);
  let from = 0;
  return [...cuts]
    .sort((a, b) => a - b)
    .map((end) => {
      const chunk = text.slice(from, end);
      from = end;
      return chunk;
    });
}
