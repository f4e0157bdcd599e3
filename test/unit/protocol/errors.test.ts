import { describe, expect, it } from "vitest";
import { errorCodes, isPonderError, PonderFailure } from "../../../protocol/errors.js";

describe("PonderFailure", () => {
  it("carries code, message and hint as its wire form", () => {
    const cause = new Error("inner");
    const failure = new PonderFailure("noMatch", "Not found.", "Ask again.", { cause });
    expect(failure.data).toEqual({ code: "noMatch", message: "Not found.", hint: "Ask again." });
    expect(failure).toMatchObject({ message: "Not found.", name: "PonderFailure", cause });
  });

  it("is told apart by code", () => {
    const failure = new PonderFailure("noMatch", "m", "h");
    expect(PonderFailure.is(failure)).toBe(true);
    expect(PonderFailure.is(failure, "noMatch")).toBe(true);
    expect(PonderFailure.is(failure, "ambiguous")).toBe(false);
    expect(PonderFailure.is(new Error("m"))).toBe(false);
  });
});

describe("isPonderError", () => {
  it.each(errorCodes)("knows %s", (code) => {
    expect(isPonderError({ code, message: "m", hint: "h" })).toBe(true);
  });

  it.each([
    null,
    undefined,
    "noMatch",
    {},
    { code: "noMatch", message: "m" },
    { code: "unheardOf", message: "m", hint: "h" },
    { code: 3, message: "m", hint: "h" },
    { code: "noMatch", message: 3, hint: "h" },
  ])("refuses %j", (value) => {
    expect(isPonderError(value)).toBe(false);
  });
});
