import type { Place } from "./uiState.js";

/** More than stands between two turns, in CSS pixels. */
const betweenTurns = 24;

/**
 * Where the conversation stands: which turn is at its upper edge, and how far that turn is above it. Pages above may get
 * another height while they are out of sight, so its distance from the beginning says little.
 */
export function placeIn(conversation: Element): Place | undefined {
  const { left, width, top } = conversation.getBoundingClientRect();
  const turnAt = (below: number) =>
    document.elementFromPoint(left + width / 2, top + below)?.closest<HTMLElement>("[data-turn-id]");
  const turn = turnAt(1) ?? turnAt(betweenTurns);
  const turnId = turn?.dataset["turnId"];
  if (!turn || turnId === undefined) return undefined;
  return { atEnd: false, turnId, top: top - turn.getBoundingClientRect().top };
}
