import { describe, expect, it } from "vitest";
import { isCancelled, toPonderError } from "../../../extension/server/failure.js";
import { PonderFailure } from "../../../protocol/errors.js";

const withCode = (code: unknown, data?: unknown) => Object.assign(new Error("text is never looked at"), { code, data });

describe("toPonderError", () => {
  it("takes what the server says", () => {
    const said = { code: "noMatch", message: "Not found.", hint: "Ask again." } as const;
    expect(toPonderError(withCode(-32803, { ...said, stack: "secret" }))).toEqual(said);
    expect(toPonderError(new PonderFailure("noMatch", said.message, said.hint))).toEqual(said);
  });

  it.each([-32097, -32096, 1, 2])("knows that the connection is gone by code %i", (code) => {
    expect(toPonderError(withCode(code)).code).toBe("engineStopped");
  });

  it.each([withCode(-32603), withCode(undefined, { code: "noMatch" }), "text", null, undefined, new Error("x")])(
    "calls the rest a fault of ours",
    (error) => {
      expect(toPonderError(error).code).toBe("internal");
    },
  );
});

it("isCancelled knows both kinds of cancellation", () => {
  expect(isCancelled(withCode(-32800))).toBe(true);
  expect(isCancelled(new DOMException("", "AbortError"))).toBe(true);
  expect(isCancelled(withCode(-32603))).toBe(false);
  expect(isCancelled(undefined)).toBe(false);
});
