import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEditRequest, placeAt } from "../../../extension/commands/editRequest.js";
import type { Range } from "../../../protocol/text.js";

const range = (line: number, start: number, end: number): Range => ({
  start: { line, character: start },
  end: { line, character: end },
});
const problem = (at: Range, message: string) => ({ range: at, message });

describe("the argument of a command that changes code", () => {
  const valid = {
    uri: "file:///a.ts",
    range: range(1, 0, 4),
    problems: [{ range: range(1, 0, 2), message: "m", source: "ts", code: "2304" }],
  };

  it("is taken when it is what a code action sends", () => {
    expect(parseEditRequest(valid)).toEqual({ place: valid });
    expect(parseEditRequest({ ...valid, problems: [] }).place?.problems).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a URI of the editor's context menu", { scheme: "file", path: "/a.ts" }],
    ["no range", { ...valid, range: undefined }],
    ["a negative line", { ...valid, range: { start: { line: -1, character: 0 }, end: { line: 0, character: 0 } } }],
    ["half a character", { ...valid, range: { start: { line: 0, character: 0.5 }, end: { line: 0, character: 1 } } }],
    ["problems that are none", { ...valid, problems: ["text"] }],
    ["no problems", { ...valid, problems: "many" }],
  ])("is not taken when it is %s", (_what, raw) => {
    expect(parseEditRequest(raw)).toEqual({});
  });

  it("may have an instruction, with a place or without", () => {
    expect(parseEditRequest({ instruction: "shorter" })).toEqual({ instruction: "shorter" });
    expect(parseEditRequest({ ...valid, instruction: "shorter" })).toEqual({ place: valid, instruction: "shorter" });
    expect(parseEditRequest({ instruction: 7 })).toEqual({});
  });

  it("may be anything", () => {
    fc.assert(fc.property(fc.anything(), (raw) => parseEditRequest(raw).place === undefined));
  });
});

describe("what is meant at a place", () => {
  const problems = [
    problem(range(3, 4, 8), "here"),
    problem(range(3, 6, 9), "here too"),
    problem(range(9, 0, 1), "far"),
  ];

  it("is the selection with the problems in it", () => {
    const selection = { start: { line: 2, character: 0 }, end: { line: 4, character: 0 } };
    expect(placeAt(selection, problems)).toEqual({ range: selection, problems: problems.slice(0, 2) });
  });

  it("is the first problem under the caret, and no range", () => {
    expect(placeAt(range(3, 7, 7), problems)).toEqual({ range: range(3, 7, 7), problems: problems.slice(0, 1) });
    expect(placeAt(range(3, 8, 8), problems).problems).toHaveLength(1);
  });

  it("is what encloses the caret when there is no problem", () => {
    expect(placeAt(range(5, 0, 0), problems)).toEqual({ range: range(5, 0, 0), problems: [] });
  });
});
