import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextIndex } from "../../../media/panel/thought/goToCorrection.js";
import { thoughtSteps } from "../../../media/panel/thought/thoughtSteps.js";

const isCorrection = (text: string) => thoughtSteps(text).some((step) => step.isCorrection);

describe("the steps of a thought", () => {
  it("are its paragraphs", () => {
    expect(thoughtSteps("\nOkay, first.\nStill first.\n\n \n  Second.\n\nThird\n").map(({ text }) => text)).toEqual([
      "Okay, first.\nStill first.",
      "Second.",
      "Third",
    ]);
    expect(thoughtSteps(" \n\n ")).toEqual([]);
  });

  it.each([
    "Wait, the last index is length - 1.",
    "So that is 3. Wait, no.",
    "wait... did I count it twice?",
    "Hmm, that gives NaN.",
    "But actually the loop starts at 1.",
    "Actually, no.",
    "Let me check again.",
    "Let me double-check this.",
    "Let me verify with an example.",
    "Hold on, items may be empty.",
    "I made a mistake there.",
    "That's not right.",
    "That’s not right.",
    "Alternatively, use reduce.",
    "No, that is the other one.",
    "First line\nWait, second line.",
  ])("%j corrects itself", (text) => expect(isCorrection(text)).toBe(true));

  it.each([
    "Okay, the user wants a sum.",
    "The function must wait for the promise.",
    "await fetch(url) is called.",
    "Waiters are listed first.",
    "Now the second case.",
    "There is no check again.",
    "The value is actually unused.",
    "Noah is a name.",
    "Let me write the answer.",
  ])("%j does not", (text) => expect(isCorrection(text)).toBe(false));

  it("hold every letter once, in order, and stay what they were while the thought grows", () => {
    const piece = fc.constantFrom("Wait, ", "so", "\n", "\n\n", " ", "a b.", "Hmm");
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, more) => {
        const [text, longer] = [before.join(""), [...before, "\n\n", ...more].join("")];
        const steps = thoughtSteps(text);
        for (const step of steps) expect(text.startsWith(step.text, step.start)).toBe(true);
        const letters = (some: string) => some.replaceAll(/\s/g, "");
        expect(letters(steps.map((step) => step.text).join(""))).toBe(letters(text));
        expect(thoughtSteps(longer).slice(0, steps.length)).toEqual(steps);
      }),
      { numRuns: 2_000 },
    );
  });
});

it("goes through the corrections and round at the ends", () => {
  expect([nextIndex(-1, 3, "next"), nextIndex(0, 3, "next"), nextIndex(2, 3, "next")]).toEqual([0, 1, 0]);
  expect([nextIndex(-1, 3, "previous"), nextIndex(2, 3, "previous"), nextIndex(0, 3, "previous")]).toEqual([2, 1, 2]);
});
