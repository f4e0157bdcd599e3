import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Problem } from "../../../protocol/edits.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { SyntaxTrees } from "../../../language-server/completion/syntax/syntaxTrees.js";
import type { ChangedFile } from "../../../language-server/verify/changedFile.js";
import { diagnosticsReward } from "../../../language-server/verify/diagnosticsReward.js";
import { formatReward } from "../../../language-server/verify/formatReward.js";
import type { FoundProblem } from "../../../language-server/verify/foundProblem.js";
import { parseReward } from "../../../language-server/verify/parseReward.js";
import { testsReward } from "../../../language-server/verify/tests/testsReward.js";
import { grammarFolder } from "../../../scripts/grammars.js";

describe("format", () => {
  it("passes where there is a proposal, and says why where there is none", () => {
    expect(formatReward().passed).toBe(true);
    const failure = new PonderFailure("thoughtOnly", "The model ended with its thought.", "Ask again.");
    expect(formatReward(failure)).toEqual({
      name: "format",
      passed: false,
      message: "The model ended with its thought.",
    });
  });
});

describe("parse", () => {
  const trees = new SyntaxTrees({ folder: path.resolve(grammarFolder), failed: (problem) => expect.fail(problem) });
  afterAll(() => trees.dispose());
  const find = (languageId: string, text: string) => trees.syntaxErrors(languageId, text);
  const judge = async (languageId: string, before: string, after: string, target?: ChangedFile["target"]) =>
    (await parseReward([{ uri: `file:///a/code`, languageId, before, after, ...(target && { target }) }], find)).passed;

  it.each([
    ["still right", "python", "a = 1\n", "a = 2\n", true],
    ["a bracket that is lost", "python", "a = [1]\n", "a = [1\n", false],
    ["a bracket that is found again", "python", "a = [1\n", "a = [1]\n", true],
    ["a brace that is lost", "typescript", "function f() { return 1; }\n", "function f() { return 1;\n", false],
    ["Rust", "rust", "fn f() -> u8 { 1 }\n", "fn f() -> u8 { 1 \n", false],
    ["a language without a grammar", "cobol", "MOVE 1 TO A.", "MOVE 2 TO A.", undefined],
  ])("%s", async (_, languageId, before, after, passed) => {
    expect(await judge(languageId, before, after)).toBe(passed);
  });

  it("does not ask for more than was there outside of the code to be fixed", async () => {
    const broken = "def a(:\n    return 1\n\n\n\ndef b():\n    return 2\n";
    const fixed = broken.replace("return 2", "return 3");
    expect(await judge("python", broken, fixed, { start: 5, end: 6 })).toBe(true);
    expect(await judge("python", broken, fixed, { start: 0, end: 1 })).toBe(false);
  });

  it("judges each file", async () => {
    const good: ChangedFile = { uri: "file:///a/good.py", languageId: "python", before: "", after: "a = 1\n" };
    const bad: ChangedFile = { uri: "file:///a/bad%20one.py", languageId: "python", before: "", after: "a = (\n" };
    expect(await parseReward([good, bad], find)).toEqual({
      name: "parse",
      passed: false,
      message: "Syntax errors in bad one.py.",
    });
  });
});

describe("diagnostics", () => {
  const found = (message: string, line = 0, uri = "file:///a.ts"): FoundProblem => ({ uri, code: "1", message, line });
  const asked = (message: string): Problem => ({
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    message,
  });

  it("passes when the problem is gone and no new one is there, wherever the old ones stand now", () => {
    const result = diagnosticsReward([found("bad", 3), found("old", 9)], [found("old", 12)], [asked("bad")]);
    expect(result).toMatchObject({
      passed: true,
      hadProblems: true,
      message: "The problem is gone, and there is no new one.",
    });
  });

  it.each([
    ["the problem stays", [found("bad")], [found("bad", 4)], [asked("bad")], "The problem is still there: bad"],
    ["a new one comes", [found("bad")], [found("worse", 6)], [asked("bad")], "A new problem in line 7: worse"],
    ["an old one comes twice", [found("old")], [found("old"), found("old", 2)], [], "A new problem in line 3: old"],
    ["another file breaks", [], [found("bad", 0, "file:///b.ts")], [], "A new problem in line 1: bad"],
    [
      "one of two stays",
      [found("bad"), found("bad", 2)],
      [found("bad")],
      [asked("bad"), asked("bad")],
      "The problem is still there: bad",
    ],
  ])("fails when %s", (_, before, after, problems, message) => {
    expect(diagnosticsReward(before, after, problems)).toEqual({ name: "diagnostics", passed: false, message });
  });

  it("asks only for what the service itself had found, and knows a message whose lines were joined", () => {
    expect(diagnosticsReward([], [], [asked("a linter's rule")])).toMatchObject({
      passed: true,
      message: "No new problems.",
    });
    expect(diagnosticsReward([found("one\n  two")], [found("one\n  two")], [asked("one two")]).passed).toBe(false);
  });
});

describe("tests", () => {
  const end = { code: 0, timedOut: false, output: "# pass 12\n# fail 0\n", ms: 1500 };

  it("pass with the command, and say how many they are", () => {
    expect(testsReward(end)).toEqual({
      name: "tests",
      passed: true,
      message: "The tests pass (1.5 s).",
      tests: { passed: 12, total: 12 },
    });
  });

  it.each([
    [{ ...end, code: 2 }, "The tests fail (exit code 2, 1.5 s)."],
    [{ ...end, code: null, timedOut: true }, "The tests did not end within 1.5 s."],
    [{ ...end, code: null }, "The tests were ended from outside."],
    // A program that ends well after its time counts as too late.
    [{ ...end, timedOut: true }, "The tests did not end within 1.5 s."],
  ])("fail otherwise", (how, message) => {
    expect(testsReward(how)).toMatchObject({ passed: false, message });
  });
});
