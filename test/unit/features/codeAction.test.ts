import { describe, expect, it } from "vitest";
import { CodeActionTag, type CodeActionParams, type Diagnostic } from "vscode-languageserver";
import { actionsFor } from "../../../language-server/features/codeAction.js";

const range = { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } };
const diagnostic: Diagnostic = { range, message: "x is not defined", source: "ts", code: 2304 };

const caret = { start: range.start, end: range.start };

const ask = (diagnostics: readonly Diagnostic[], only?: readonly string[], selected = caret) =>
  actionsFor({
    textDocument: { uri: "file:///a.ts" },
    range: selected,
    context: { diagnostics: [...diagnostics], ...(only === undefined ? {} : { only: [...only] }) },
  } satisfies CodeActionParams);
const commandsOf = (actions: ReturnType<typeof ask>) => actions.map(({ command }) => command?.command);

describe("code actions", () => {
  it("offer a fix and an explanation per problem, of the function around it", () => {
    const [fix, explain, fixAll, ...others] = ask([diagnostic]);
    const argument = {
      uri: "file:///a.ts",
      range: { start: range.start, end: range.start },
      problems: [{ range, message: "x is not defined", source: "ts", code: "2304" }],
    };
    expect(fix).toEqual({
      title: "Fix with Ponder",
      kind: "quickfix",
      tags: [CodeActionTag.LLMGenerated],
      diagnostics: [diagnostic],
      command: { title: "Fix with Ponder", command: "ponder.fix", arguments: [argument] },
    });
    expect(explain?.command).toEqual({
      title: "Explain with Ponder",
      command: "ponder.explain",
      arguments: [argument],
    });
    expect(fixAll).toEqual({
      title: "Fix all problems of this file with Ponder",
      kind: "quickfix",
      tags: [CodeActionTag.LLMGenerated],
      command: {
        title: "Fix all problems of this file with Ponder",
        command: "ponder.fixAll",
        arguments: [{ ...argument, problems: [] }],
      },
    });
    expect(others).toEqual([]);
  });

  it("offer to fix all problems once, however many there are", () => {
    const all = commandsOf(ask([diagnostic, diagnostic]));
    expect(all.filter((command) => command === "ponder.fixAll")).toHaveLength(1);
  });

  it("offer nothing without a problem, and nothing for Ponder's own", () => {
    expect(ask([])).toEqual([]);
    expect(ask([{ ...diagnostic, source: "Ponder" }])).toEqual([]);
  });

  it("offer to rewrite what is selected, each marked as made by a model", () => {
    const actions = ask([], undefined, range);
    expect(commandsOf(actions)).toEqual([
      "ponder.edit",
      "ponder.refactor",
      "ponder.optimise",
      "ponder.document",
      "ponder.generateTests",
    ]);
    for (const { kind, tags, command } of actions) {
      expect([kind, tags]).toEqual(["refactor.rewrite", [CodeActionTag.LLMGenerated]]);
      expect(command?.arguments).toEqual([{ uri: "file:///a.ts", range, problems: [] }]);
    }
  });

  it.each([
    [["quickfix"], 3],
    [[""], 8],
    [["refactor"], 5],
    [["refactor.rewrite"], 5],
    [["refactor.extract"], 0],
    [["quickfix.import"], 0],
    [["refactor", "quickfix"], 8],
  ])("offer what is asked for: %j", (only, count) => {
    expect(ask([diagnostic], only)).toHaveLength(count);
  });
});
