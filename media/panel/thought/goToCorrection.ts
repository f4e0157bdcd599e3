/**
 * Moves the focus to the next or the previous correction of the thought that a button belongs to, and round at its
 * ends. It starts from the step that has the focus, or had it last.
 */
export function goToCorrection(button: Element, direction: "previous" | "next"): void {
  const steps = [...(button.closest(".thought-block")?.querySelectorAll<HTMLElement>(".step.correction") ?? [])];
  const at = steps.findIndex((step) => step.classList.contains("current"));
  const to = steps.at(nextIndex(at, steps.length, direction));
  for (const step of steps) step.classList.toggle("current", step === to);
  to?.scrollIntoView({ block: "nearest" });
  to?.focus({ preventScroll: true });
}

/** The index to go to, round at the ends; `-1` stands for none yet. Pure. */
export function nextIndex(at: number, count: number, direction: "previous" | "next"): number {
  if (at < 0) return direction === "next" ? 0 : count - 1;
  return (at + (direction === "next" ? 1 : count - 1)) % count;
}
