import { groupSize } from "../pages/pageGroups.js";
import type { Pages } from "../pages/pages.js";
import type { GrowingThought } from "./growingThought.js";

/** A thought in the page: its element (`.thought-block`), and what it shows. */
export interface ShownThought {
  readonly block: Element;
  readonly thought: GrowingThought;
  readonly pages: Pages;
}

/** The element of a step, which is drawn for it; `undefined`: there is no such step. */
export function stepElement({ block, thought, pages }: ShownThought, index: number): HTMLElement | undefined {
  const at = thought.pages.findIndex(({ steps }) => (steps.at(-1)?.index ?? -1) >= index);
  const group = block.querySelectorAll(".thought-text > .pages")[Math.floor(at / groupSize)];
  if (!group) return undefined;
  pages.drawNow(group);
  const page = group.children[at % groupSize];
  if (!page) return undefined;
  pages.drawNow(page);
  return page.querySelector<HTMLElement>(`[data-step="${index}"]`) ?? undefined;
}

/** Gives a step the focus, and brings it into sight. */
export function focusStep(shown: ShownThought, index: number): void {
  const step = stepElement(shown, index);
  step?.scrollIntoView({ block: "nearest" });
  step?.focus({ preventScroll: true });
}

/** The step that has the focus, or had it last; `-1`: none had. */
export function currentStep(block: Element): number {
  return Number(block.querySelector<HTMLElement>(".step.current")?.dataset["step"] ?? -1);
}

/**
 * Makes a step the one that `Tab` comes to, with what can be used in it: a thought of hundreds of steps is one stop.
 */
export function makeCurrent(step: Element): void {
  const thought = step.closest(".thought-text");
  for (const other of thought?.querySelectorAll(".step.current, .step[tabindex='0']") ?? []) setReachable(other, false);
  setReachable(step, true);
}

function setReachable(step: Element, isReachable: boolean): void {
  step.classList.toggle("current", isReachable);
  const inside = step.querySelectorAll("[tabindex]");
  for (const element of [step, ...inside]) element.setAttribute("tabindex", isReachable ? "0" : "-1");
}

/** The correction behind or before a step, round at the ends. Pure. */
export function nextCorrection(corrections: readonly number[], step: number, direction: "previous" | "next"): number {
  if (direction === "next") return corrections.find((index) => index > step) ?? corrections[0] ?? -1;
  return corrections.findLast((index) => step >= 0 && index < step) ?? corrections.at(-1) ?? -1;
}
