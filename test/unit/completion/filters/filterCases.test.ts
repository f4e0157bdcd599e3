import { describe, expect, it } from "vitest";
import { violations } from "../../../../benchmarks/completion/violations.js";
import type { CompletionPlace } from "../../../../language-server/completion/completionPlace.js";
import { cursorContext } from "../../../../language-server/completion/cursorContext.js";
import { filterCompletion } from "../../../../language-server/completion/filterCompletion.js";
import { answers } from "./cases/answers.js";
import { brackets } from "./cases/brackets.js";
import { repeats } from "./cases/repeats.js";
import { shape } from "./cases/shape.js";
import { suffix } from "./cases/suffix.js";
import type { FilterCase } from "./filterCase.js";

const groups = { answers, brackets, suffix, repeats, shape };

const placeOf = ({ text, languageId }: FilterCase): CompletionPlace => ({
  uri: "file:///case",
  languageId,
  version: 1,
  text: text.replace("▮", ""),
  offset: text.indexOf("▮"),
});

describe.each(Object.entries(groups))("filters: %s", (_group, cases) => {
  it.each(cases)("$name", (example) => {
    const place = placeOf(example);
    const context = cursorContext(place);
    const result = filterCompletion(example.written, context, example.lines);
    if ("dropped" in result) {
      expect(result).toEqual(example.expected);
      return;
    }
    const accepted = place.text.slice(0, place.offset) + result.text + place.text.slice(place.offset + result.replaces);
    expect(accepted).toBe(example.expected);
    expect(filterCompletion(result.text, context, example.lines), "filtered again").toEqual(result);
    expect(violations(place, { insertText: result.text, replaces: result.replaces })).toEqual([]);
    expect(context.after.length, "replaces only the caret's line").toBeGreaterThanOrEqual(result.replaces);
    expect(isSubsequence(context.after.slice(0, result.replaces), result.text), "shown as ghost text").toBe(true);
  });
});

describe("the cases", () => {
  it("are many, and each is there once", () => {
    const all = Object.values(groups).flat();
    expect(all.length).toBeGreaterThanOrEqual(180);
    expect(
      new Set(all.map(({ text, written, lines, languageId }) => JSON.stringify([text, written, lines, languageId])))
        .size,
    ).toBe(all.length);
  });
});

/** An editor shows ghost text only where what it replaces can be seen in it, in order. */
function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of part) {
    at = whole.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
