import { describe, expect, it } from "vitest";
import { parseFileTarget } from "../../../cli/fileTarget.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { failure } from "../../support/failure.js";

const noFile = (): boolean => false;

describe("parseFileTarget", () => {
  it.each([
    ["src/cart.ts", { path: "src/cart.ts" }],
    ["src/cart.ts:3-9", { path: "src/cart.ts", lines: { first: 3, last: 9 } }],
    ["src/cart.ts:7", { path: "src/cart.ts", lines: { first: 7, last: 7 } }],
    ["C:\\src\\cart.ts", { path: "C:\\src\\cart.ts" }],
    ["C:\\src\\cart.ts:3-9", { path: "C:\\src\\cart.ts", lines: { first: 3, last: 9 } }],
    ["a:b.ts", { path: "a:b.ts" }],
    ["a:b.ts:1-2", { path: "a:b.ts", lines: { first: 1, last: 2 } }],
    ["a:1:2-3", { path: "a:1", lines: { first: 2, last: 3 } }],
    ["cart.ts:x-9", { path: "cart.ts:x-9" }],
    ["cart.ts:", { path: "cart.ts:" }],
    [":3", { path: ":3" }],
  ])("reads %s", (argument, target) => {
    expect(parseFileTarget(argument, noFile)).toEqual(target);
  });

  it("takes the whole name when such a file exists", () => {
    expect(parseFileTarget("log:12", (path) => path === "log:12")).toEqual({ path: "log:12" });
  });

  it.each(["", "cart.ts:0", "cart.ts:0-4", "cart.ts:9-3"])("refuses %j", (argument) => {
    const parse = (): unknown => parseFileTarget(argument, noFile);
    expect(parse).toThrow(PonderFailure);
    expect(parse).toThrow(failure("badRequest"));
  });
});
