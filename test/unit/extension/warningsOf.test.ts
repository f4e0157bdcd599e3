import { describe, expect, it } from "vitest";
import { warningsOf } from "../../../extension/edits/warningsOf.js";

const passed = { name: "format", passed: true, message: "The answer has the form that was asked for." } as const;

describe("warningsOf", () => {
  it("is empty where all is well", () => expect(warningsOf({ checks: [passed] })).toEqual([]));

  it("names what was left out and what did not pass", () => {
    const failure = { block: 2, code: "noMatch", message: "It was not found.", hint: "Ask again." } as const;
    const check = { name: "deletesMuch", passed: false, message: "It deletes 40 % of the file." } as const;
    expect(warningsOf({ checks: [passed, check], failures: [failure] })).toEqual([
      "Block 2 of the answer is left out. It was not found.",
      "It deletes 40 % of the file.",
    ]);
  });
});
