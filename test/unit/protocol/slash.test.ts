import { describe, expect, it } from "vitest";
import { availableSlash } from "../../../extension/chat/availableSlash.js";
import { readSlash, slashNames } from "../../../protocol/panel/slash.js";

describe("the command of a question", () => {
  it.each([
    ["/explain", { name: "explain", rest: "" }],
    ["  /fix the loop\nand more ", { name: "fix", rest: "the loop\nand more" }],
    ["/clear\n", { name: "clear", rest: "" }],
    ["/usr/bin/env is what?", undefined],
    ["/explain/x", undefined],
    ["/explainer", undefined],
    ["What is /explain?", undefined],
    ["/EXPLAIN", undefined],
    ["/", undefined],
    ["/constructor", undefined],
  ])("%j", (question, slash) => expect(readSlash(question, slashNames)).toEqual(slash));

  it("counts only where it can be done", () => {
    expect(readSlash("/tests", ["explain"])).toBeUndefined();
    expect(availableSlash).toEqual(expect.arrayContaining(["explain", "fix", "clear"]));
  });
});
