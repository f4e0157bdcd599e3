import { describe, expect, it } from "vitest";
import { followPlace, withoutLastLineEnd } from "../../../extension/commands/instructionPlace.js";
import type { Range } from "../../../protocol/text.js";

const range = (line: number, character: number, endLine = line, endCharacter = character): Range => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

describe("where an instruction is asked for", () => {
  const lengthOf = (line: number) => line * 10;

  it.each([
    ["whole lines end with the last of them", range(2, 0, 5, 0), range(2, 0, 4, 40)],
    ["part of a line stays", range(2, 0, 5, 3), range(2, 0, 5, 3)],
    ["a caret stays", range(2, 0), range(2, 0)],
  ])("%s", (_, selection, expected) => expect(withoutLastLineEnd(selection, lengthOf)).toEqual(expected));
});

describe("the place of an instruction", () => {
  const inserted = (line: number, text: string) => ({ range: range(line, 0), text });

  it.each([
    ["moves with what is written above it", range(4, 2, 6, 3), [inserted(0, "a\nb\n")], range(6, 2, 8, 3)],
    ["stays for what is written below it", range(4, 2, 6, 3), [inserted(7, "a\n")], range(4, 2, 6, 3)],
    ["takes what is written inside of it", range(4, 0, 6, 3), [inserted(5, "a\n")], range(4, 0, 7, 3)],
    ["is gone with its code", range(4, 0, 6, 3), [{ range: range(3, 0, 8, 0), text: "" }], undefined],
    [
      "counts each change in what the one before left",
      range(4, 0, 5, 0),
      [inserted(9, "a\n"), inserted(0, "a\n")],
      range(5, 0, 6, 0),
    ],
  ])("%s", (_, place, changes, expected) => expect(followPlace(place, changes)).toEqual(expected));

  it("stays a caret when its line is written on", () => {
    expect(followPlace(range(4, 2), [{ range: range(4, 2), text: "x" }])).toEqual(range(4, 2));
    expect(followPlace(range(4, 2), [inserted(4, "a\n")])).toEqual(range(5, 2));
  });
});
