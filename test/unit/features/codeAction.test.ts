import { describe, expect, it } from "vitest";
import type { CodeActionParams, Diagnostic } from "vscode-languageserver";
import { actionsFor } from "../../../language-server/features/codeAction.js";

const range = { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } };
const diagnostic: Diagnostic = { range, message: "x is not defined", source: "ts", code: 2304 };

const ask = (diagnostics: readonly Diagnostic[], only?: readonly string[]) =>
  actionsFor({
    textDocument: { uri: "file:///a.ts" },
    range,
    context: { diagnostics: [...diagnostics], ...(only === undefined ? {} : { only: [...only] }) },
  } satisfies CodeActionParams);

describe("code actions", () => {
  it("offers one fix per problem, of the function around it", () => {
    expect(ask([diagnostic])).toEqual([
      {
        title: "Fix with Ponder",
        kind: "quickfix",
        diagnostics: [diagnostic],
        command: {
          title: "Fix with Ponder",
          command: "ponder.fix",
          arguments: [
            {
              uri: "file:///a.ts",
              range: { start: range.start, end: range.start },
              problems: [{ range, message: "x is not defined", source: "ts", code: "2304" }],
            },
          ],
        },
      },
    ]);
  });

  it("offers nothing without a problem, and nothing for its own", () => {
    expect(ask([])).toEqual([]);
    expect(ask([{ ...diagnostic, source: "Ponder" }])).toEqual([]);
  });

  it.each([
    [["quickfix"], 1],
    [[""], 1],
    [["refactor"], 0],
    [["quickfix.import"], 0],
    [["refactor", "quickfix"], 1],
  ])("offers what is asked for: %j", (only, count) => {
    expect(ask([diagnostic], only)).toHaveLength(count);
  });
});
