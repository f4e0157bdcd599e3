import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findInSteps, firstFrom } from "../../../media/panel/thought/findInSteps.js";
import { nextCorrection } from "../../../media/panel/thought/stepFocus.js";
import { GrowingThought } from "../../../media/panel/thought/growingThought.js";

function grown(...pieces: readonly string[]): GrowingThought {
  const growing = new GrowingThought();
  for (const piece of pieces) {
    growing.append(piece);
    growing.advance(Infinity);
  }
  return growing;
}

const thoughtSteps = (text: string) => grown(text).steps;
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
    const piece = fc.constantFrom("Wait, ", "so", "\n", "\n\n", " ", "a b.", "Hmm", "long ".repeat(900));
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, more) => {
        const [text, longer] = [before.join(""), [...before, "\n\n", ...more].join("")];
        const { steps } = grown(...before);
        for (const step of steps) expect(text.startsWith(step.text, step.start)).toBe(true);
        expect(steps.map(({ index }) => index)).toEqual(steps.map((_, index) => index));
        const letters = (some: string) => some.replaceAll(/\s/g, "");
        expect(letters(steps.map((step) => step.text).join(""))).toBe(letters(text));
        expect(thoughtSteps(longer).slice(0, steps.length)).toEqual(thoughtSteps(text));
      }),
      { numRuns: 500 },
    );
  });

  it("are the same however the thought comes", () => {
    const text = `${"Wait, so.\n\n".repeat(900)}${"word ".repeat(9_000)}\n\n${"\n".repeat(20_000)}end`;
    const whole = grown(text);
    const inPieces = grown(...(text.match(/[^]{1,613}/g) ?? []));
    expect(inPieces.steps.map(({ text }) => text).join("")).toBe(whole.steps.map(({ text }) => text).join(""));
    expect(inPieces.corrections).toBe(900);
    expect(whole.corrections).toBe(900);
    expect(Math.max(...whole.steps.map(({ text }) => text.length))).toBeLessThanOrEqual(8_000);
    expect(whole.steps.filter(({ continues }) => continues).length).toBeGreaterThan(4);
  });

  it("stand on pages, of which the finished ones stay as they are", () => {
    const growing = grown("One step.\n\n".repeat(2_000));
    const { pages, steps } = growing;
    expect(pages.flatMap((page) => page.steps)).toEqual(steps);
    growing.append("More.");
    growing.advance(Infinity);
    expect(growing.pages[0]).toBe(pages[0]);
    expect(growing.steps).toHaveLength(2_001);
  });
});

it("goes through the corrections and round at the ends, from any step", () => {
  const go = (step: number, direction: "previous" | "next") => nextCorrection([1, 4, 9], step, direction);
  expect([go(-1, "next"), go(1, "next"), go(5, "next"), go(9, "next")]).toEqual([1, 4, 9, 1]);
  expect([go(-1, "previous"), go(9, "previous"), go(5, "previous"), go(1, "previous")]).toEqual([9, 4, 4, 9]);
  expect(nextCorrection([], 3, "next")).toBe(-1);
});

describe("the search in a thought", () => {
  const { steps } = grown("Wait, a.b\n\nA wait (await) [x] $1\n\nStraße STRASSE");

  it("finds a text wherever it stands, in any case, and takes signs as they are", () => {
    expect(findInSteps(steps, "WAIT")).toEqual([
      { step: 0, at: 0, length: 4 },
      { step: 1, at: 2, length: 4 },
      { step: 1, at: 9, length: 4 },
    ]);
    expect(findInSteps(steps, "a.b")).toHaveLength(1);
    expect(findInSteps(steps, "[x] $1")).toHaveLength(1);
    expect(findInSteps(steps, "straße")).toEqual([{ step: 2, at: 0, length: 6 }]);
    expect(findInSteps(steps, "")).toEqual([]);
    expect(findInSteps(steps, "(")).toHaveLength(1);
  });

  it("never fails, and finds what is there", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        fc.pre(text.trim() === text && !/\n\s*\n/.test(text));
        expect(findInSteps(grown(text).steps, text)).toHaveLength(1);
      }),
    );
  });

  it("begins at a step, round at the end", () => {
    const matches = findInSteps(steps, "wait");
    expect([firstFrom(matches, 0), firstFrom(matches, 1), firstFrom(matches, 2)]).toEqual([0, 1, 0]);
  });
});
