import type { Match } from "./findInSteps.js";
import { stepElement, type ShownThought } from "./stepFocus.js";

/** Names of the highlights in `styles/thought.css`. */
const allMatches = "ponder-match";
const theMatch = "ponder-current-match";

/** Most matches that are marked in the page: a single letter is found everywhere. */
const maxMarked = 1_000;

/**
 * Marks matches in the steps that are drawn, and the current one apart. Marks are no elements: the text stays as it is
 * for who selects, copies or reads it.
 */
export function markMatches({ block }: ShownThought, matches: readonly Match[], current: Match | undefined): void {
  const steps = new Map<string | undefined, HTMLElement>();
  for (const step of block.querySelectorAll<HTMLElement>(".step")) steps.set(step.dataset["step"], step);
  const ranges: Range[] = [];
  for (const match of matches) {
    const step = match === current ? undefined : steps.get(String(match.step));
    const range = step && rangeOf(step, match);
    if (range) ranges.push(range);
    if (ranges.length === maxMarked) break;
  }
  CSS.highlights.set(allMatches, new Highlight(...ranges));
  const step = current && steps.get(String(current.step));
  const range = step && rangeOf(step, current);
  CSS.highlights.set(theMatch, range ? new Highlight(range) : new Highlight());
}

/** Takes all marks away. */
export function unmarkMatches(): void {
  CSS.highlights.delete(allMatches);
  CSS.highlights.delete(theMatch);
}

/** Brings a match into sight. The focus stays where it is. */
export function revealMatch(shown: ShownThought, match: Match): void {
  const step = stepElement(shown, match.step);
  const range = step && rangeOf(step, match);
  (range?.startContainer.parentElement ?? step)?.scrollIntoView({ block: "nearest" });
}

function rangeOf(step: HTMLElement, { at, length }: Match): Range | undefined {
  const text = step.querySelector(".step-text");
  if (!text) return undefined;
  const start = placeIn(text, at);
  const end = placeIn(text, at + length);
  if (!start || !end) return undefined;
  const range = new Range();
  range.setStart(...start);
  range.setEnd(...end);
  return range;
}

/** The text node in which an offset of the element's text is, and where in it. */
function placeIn(element: Element, offset: number): readonly [Text, number] | undefined {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let rest = offset;
  while (texts.nextNode()) {
    const node = texts.currentNode as Text;
    if (rest <= node.length) return [node, rest];
    rest -= node.length;
  }
  return undefined;
}
