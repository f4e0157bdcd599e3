import type { PanelAction } from "./reduce.js";
import type { Turn } from "./state.js";

/** How much text of turns goes to the view in one post, in UTF-16 code units: each post is read in a task of its own. */
export const maxPostedText = 400_000;

/**
 * Cuts the texts of turns that are too long for one post: the last turn has most of what fits. Pure.
 *
 * @returns the turns with the beginnings of their texts, and what completes them, each piece for a post of its own.
 */
export function cutLongTexts(turns: readonly Turn[]): {
  readonly turns: readonly Turn[];
  readonly rest: readonly PanelAction[];
} {
  const rest: PanelAction[] = [];
  let room = maxPostedText;
  const cut = (turnId: string, part: "thought" | "answer", text: string): string => {
    const start = text.slice(0, room);
    for (let at = start.length; at < text.length; at += maxPostedText)
      rest.push({ type: "textAdded", turnId, part, text: text.slice(at, at + maxPostedText) });
    room -= start.length;
    return start;
  };
  const begun = turns.toReversed().map((turn) => ({
    ...turn,
    thought: { ...turn.thought, text: cut(turn.id, "thought", turn.thought.text) },
    answer: cut(turn.id, "answer", turn.answer),
  }));
  return { turns: begun.reverse(), rest };
}

/** How many of these actions go into one post: a piece of a long text by itself, or what comes before the next one. */
export function countForOnePost(actions: readonly PanelAction[]): number {
  const piece = actions.findIndex(({ type }) => type === "textAdded");
  return piece < 0 ? actions.length : Math.max(1, piece);
}
