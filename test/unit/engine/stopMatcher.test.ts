import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopMatcher } from "../../../language-server/engine/stopMatcher.js";

/** Runs a matcher over chunks until it stops. */
function run(stops: readonly string[], chunks: readonly string[]) {
  const matcher = new StopMatcher(stops);
  let text = "";
  for (const chunk of chunks) {
    const found = matcher.push(chunk);
    text += found.text;
    if (found.stopped) return { text, stopped: true };
  }
  return { text: text + matcher.flush(), stopped: false };
}

/** The rule itself, over the whole text: the first place where a stop text is complete. */
function oracle(stops: readonly string[], text: string) {
  for (let end = 1; end <= text.length; end++) {
    const ending = stops.filter((stop) => stop !== "" && text.slice(0, end).endsWith(stop));
    const longest = Math.max(...ending.map((stop) => stop.length));
    if (ending.length > 0) return { text: text.slice(0, end - longest), stopped: true };
  }
  return { text, stopped: false };
}

describe("StopMatcher", () => {
  it("finds a stop text that comes in pieces and returns nothing of it", () => {
    expect(run(["</think>"], ["abc</th", "in", "k>def"])).toEqual({ text: "abc", stopped: true });
  });

  it("gives back what only looked like a stop text", () => {
    const matcher = new StopMatcher(["\n\n"]);
    expect(matcher.push("a\n")).toEqual({ text: "a", stopped: false });
    expect(matcher.push("b")).toEqual({ text: "\nb", stopped: false });
    expect(matcher.push("\n")).toEqual({ text: "", stopped: false });
    expect(matcher.flush()).toBe("\n");
  });

  it("holds nothing back without stop texts", () => {
    expect(new StopMatcher([""]).push("x\n")).toEqual({ text: "x\n", stopped: false });
  });

  it("says the same however the text is cut, and the same as the rule", () => {
    const letters = fc.constantFrom("a", "b", "<", ">", "\n", "é", "😀");
    const word = (max: number) => fc.array(letters, { maxLength: max }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.array(word(4), { maxLength: 4 }), fc.array(word(5), { maxLength: 12 }), (stops, chunks) => {
        expect(run(stops, chunks)).toEqual(oracle(stops, chunks.join("")));
      }),
      { numRuns: 2_000 },
    );
  });
});
