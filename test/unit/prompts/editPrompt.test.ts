import { describe, expect, it } from "vitest";
import { docCommentName } from "../../../language-server/prompts/docComment.js";
import { editPrompt } from "../../../language-server/prompts/editPrompt.js";
import { insertPrompt } from "../../../language-server/prompts/insertPrompt.js";
import { editKinds, type Problem } from "../../../protocol/edits.js";

const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });
const problem = (message: string, line = 0): Problem => ({ message, range: at(line) });
const target = { path: "a.py", languageId: "python", text: "x", startLine: 0 };
const file = "[file name]: a.py\n[file content begin]\nx\n[file content end]\n";

describe("the prompt of a fix", () => {
  const fixPrompt = (shown: typeof target, problems: readonly Problem[]) => editPrompt("fix", shown, { problems });

  it("names all problems with their lines when there are several", () => {
    const shown = { ...target, text: "def f(:\n  x", startLine: 10 };
    const prompt = fixPrompt(shown, [problem("')' expected\n  because of '('", 10), problem("x is not defined", 11)]);
    expect(prompt).toBe(
      "[file name]: a.py\n[file content begin]\ndef f(:\n  x\n[file content end]\n" +
        "Fix this code. Reply with the corrected code in a single fenced code block. The problems:" +
        "\n- Line 1: ')' expected because of '('\n- Line 2: x is not defined",
    );
  });

  it("says what the editor told about other places, at most three of them", () => {
    const related = ["is declared\nhere", "b", "c", "d"].map((message, line) => ({ file: "cart.ts", line, message }));
    const [first] = related;
    expect(fixPrompt(target, [{ ...problem("x is missing"), related: first ? [first] : [] }])).toContain(
      " The problem: x is missing (cart.ts line 1: is declared here)",
    );
    expect(fixPrompt(target, [{ ...problem("x"), related }])).toMatch(/\(cart\.ts line 1: .*; cart\.ts line 3: c\)$/);
    expect(fixPrompt(target, [{ ...problem("x is missing"), related: [] }])).toMatch(/The problem: x is missing$/);
  });

  it("says the code of a problem, and who reports it", () => {
    const told = { ...problem("x is missing"), source: "ts", code: "2304" };
    expect(fixPrompt(target, [told])).toMatch(/ The problem: x is missing \(ts 2304\)$/);
    const related = [{ file: "cart.ts", line: 0, message: "is declared here" }];
    expect(fixPrompt(target, [{ ...told, related }])).toMatch(/ \(ts 2304; cart\.ts line 1: is declared here\)$/);
    expect(fixPrompt(target, [{ ...problem("x"), source: "ts" }])).toMatch(/The problem: x$/);
  });

  it("has definitions before the code, as pieces of their files, and says what they are", () => {
    const range = { start: { line: 2, character: 0 }, end: { line: 4, character: 0 } };
    const definitions = [{ path: "money.py", range, text: "def y():\n  pass" }];
    expect(editPrompt("fix", target, { problems: [problem("y?")], definitions })).toBe(
      "[file name]: money.py (lines 3-4)\n[file content begin]\ndef y():\n  pass\n[file content end]\n\n" +
        `${file}Fix this code. Reply with the corrected code in a single fenced code block. The problem: y? ` +
        "The pieces before the last one are definitions that it uses. Leave them as they are.",
    );
    expect(editPrompt("fix", target, { problems: [problem("y?")], definitions: [] })).toBe(
      fixPrompt(target, [problem("y?")]),
    );
  });

  it("keeps what stands in a message as it is", () => {
    expect(fixPrompt(target, [problem("{problems} $& $1")])).toContain("The problem: {problems} $& $1");
  });

  it.each([
    ["no problem", [], ""],
    ["one problem", [problem("'(' was never closed")], " The problem: '(' was never closed"],
    [
      "one problem in two places",
      [problem("x is not defined", 1), problem("x is not defined", 2)],
      " The problem: x is not defined",
    ],
  ])("has the measured wording with %s", (_, problems, end) => {
    expect(fixPrompt(target, problems)).toBe(
      `${file}Fix this code. Reply with the corrected code in a single fenced code block.${end}`,
    );
  });
});

describe("the prompt of an edit", () => {
  it.each([
    [
      "document",
      "Add a docstring to this code. Do not change the code. Reply with the complete code in a single fenced code block.",
    ],
    [
      "refactor",
      "Refactor this code so that it is easier to read. What it does must stay the same. Reply with the complete code in a single fenced code block.",
    ],
    [
      "optimise",
      "Make this code faster. What it does must stay the same. Reply with the complete code in a single fenced code block.",
    ],
  ] as const)("of the kind %s says what is to be done, and what the user wishes", (kind, task) => {
    expect(editPrompt(kind, target, { problems: [] })).toBe(file + task);
    expect(editPrompt(kind, target, { problems: [], instruction: " In British English. " })).toBe(
      `${file}${task} In British English.`,
    );
  });

  it("is the instruction and the form of the answer", () => {
    expect(editPrompt("edit", target, { problems: [], instruction: "Make it {instruction} $&" })).toBe(
      `${file}Make it {instruction} $&\nReply with the complete changed code in a single fenced code block.`,
    );
  });

  it("asks for one fenced code block, whatever the kind", () => {
    for (const kind of editKinds) {
      expect(editPrompt(kind, target, { problems: [], instruction: "x" })).toMatch(/in a single fenced code block\./);
    }
  });

  it("shows what stands around a place without code, and which line it is", () => {
    const lines = Array.from({ length: 300 }, (_, line) => (line === 150 ? "" : `line${line}`));
    const prompt = insertPrompt({ path: "a.py", lines, line: 150 }, "Add a test\n");
    expect(prompt).toContain("[file content begin]\nline70\n");
    expect(prompt).toContain("\nline230\n[file content end]\nAdd a test\nWrite the new code for line 81 of this file.");
    expect(insertPrompt({ path: "a.py", lines: [""], line: 0 }, "x")).toContain("line 1 of this file");
  });
});

it("knows what doc comments are called, and has a word where it does not", () => {
  expect(docCommentName("typescript")).toBe("JSDoc comment");
  expect(docCommentName("go")).toBe("doc comment");
  expect(docCommentName("constructor")).toBe("doc comment");
});
