import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { filesOf, mainFile, runCase } from "../../../benchmarks/edits/cases/editCase.js";
import { formBefore, forms } from "../../../benchmarks/edits/cases/formCases.js";
import { block, diff, fence, fixedLoop, loop } from "../../../benchmarks/edits/cases/texts.js";
import { type NearLine, PonderFailure } from "../../../protocol/errors.js";
import type { Position } from "../../../protocol/text.js";
import { rewriteCases } from "../../../benchmarks/edits/cases/rewriteCases.js";
import { searchReplaceCases } from "../../../benchmarks/edits/cases/searchReplaceCases.js";

const propose = (before: string, answer: string) => runCase({ before, answer }).proposal;
const hunksOf = (before: string, answer: string) => propose(before, answer).files.flatMap(({ hunks }) => hunks);

describe("a proposal", () => {
  it("names the document, its version and the hash of the text it was made for", () => {
    const hash = createHash("sha256").update(loop).digest("hex");
    const file = { uri: `file:///work/${mainFile}`, kind: "edit", version: 7, hash };
    expect(propose(loop, fence(fixedLoop.trimEnd()))).toMatchObject({ files: [file] });
  });

  it("has no version for a file that is not there, and the hash of nothing", () => {
    const { proposal } = runCase({ before: {}, answer: `src/new.js\n${fence("a();")}` });
    const hash = createHash("sha256").update("").digest("hex");
    const at = { line: 0, character: 0 };
    const hunks = [{ range: { start: at, end: at }, oldText: "", newText: "a();\n" }];
    expect(proposal.files).toEqual([{ uri: "file:///work/src/new.js", kind: "create", version: null, hash, hunks }]);
  });

  it("changes one line where one line differs", () => {
    expect(hunksOf(loop, fence(fixedLoop.trimEnd()))).toEqual([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 39 } },
        oldText: "  for (let i = 0; i <= a.length; i++) {",
        newText: "  for (let i = 0; i < a.length; i++) {",
      },
    ]);
  });

  it.each([...rewriteCases, ...searchReplaceCases])("has hunks that are minimal, in order and true: $name", (test) => {
    const text = filesOf(test.before)[mainFile] ?? "";
    const document = TextDocument.create("file:///a", "", 1, text);
    let last = -1;
    for (const { range, oldText, newText } of runCase(test).proposal.files.flatMap(({ hunks }) => hunks)) {
      expect(document.getText(range)).toBe(oldText);
      expect(newText).not.toBe(oldText);
      expect(document.offsetAt(range.start)).toBeGreaterThan(last);
      last = document.offsetAt(range.end);
    }
  });
});

describe("the summary of a proposal", () => {
  it.each([
    [
      "behind the code",
      `Here:\n\n${fence("a2")}\n\nI **fixed** the \`loop\`. It ran too far. More text.`,
      "I fixed the `loop`. It ran too far.",
    ],
    ["before the code", `The loop ran too far.\n\n${fence("a2")}`, "The loop ran too far."],
    ["a list", `${fence("a2")}\n\n- Fixed the loop\n- Renamed it`, "Fixed the loop Renamed it"],
    ["none", fence("a2"), ""],
    ["an announcement only", `Here is the code:\n\n${fence("a2")}`, ""],
    ["very long", `${fence("a2")}\n\n${"word ".repeat(100)}`, `${"word ".repeat(48).slice(0, 239)}…`],
    ["with a diff", `I fixed it.\n\n${diff("@@ @@\n-a1\n+a2")}`, "I fixed it."],
    ["with blocks", `I fixed it.\n${block("a1", "a2", "src/file.js")}`, "I fixed it."],
  ])("%s", (_, answer, summary) => {
    expect(propose("a1\n", answer).summary).toBe(summary);
  });
});

describe("failures", () => {
  const thrown = (before: string, answer: string): unknown => {
    try {
      return propose(before, answer);
    } catch (error) {
      return PonderFailure.is(error) ? error.data : error;
    }
  };

  it("tell the places as data", () => {
    const positions: readonly Position[] = [
      { line: 0, character: 0 },
      { line: 2, character: 0 },
    ];
    expect(thrown("a();\nb();\na();\n", "@@ @@\n-a();\n+c();")).toMatchObject({ positions });
  });

  it("tell the nearest line as data", () => {
    const nearest: NearLine = { line: 12, text: "  return items.size + '$&';" };
    const message = expect.stringContaining("line 13") as string;
    expect(thrown(formBefore, "@@ @@\n-  return items.sum() - '$&';\n+c();")).toMatchObject({ nearest, message });
  });

  it("name the block and its file", () => {
    const answer = `${block("a1", "A1", "src/file.js")}\n${block("b1", "B1", "src/other.js")}`;
    const before = { "src/file.js": "a1\n", "src/other.js": "c1\n" };
    const failure = { block: 2, path: "src/other.js", code: "noMatch" };
    expect(runCase({ before, answer }).proposal.failures).toMatchObject([failure]);
  });
});

describe("checks", () => {
  const failed = (answer: string, before: string) => propose(before, answer).checks.filter(({ passed }) => !passed);
  const uri = `file:///work/${mainFile}`;

  it("flag the deletion of much of the file, and only that", () => {
    expect(failed(fence("a\nb"), "a\nb\nc\nd\ne\n")).toMatchObject([{ name: "deletesMuch", uri }]);
    expect(failed(fence("a\nb\nc\nd"), "a\nb\nc\nd\ne\n")).toEqual([]);
  });

  it("say which of several files they mean", () => {
    const before = { "src/a.js": "a\nb\nc\nd\ne\n", "src/b.js": "b\n" };
    const answer = `src/a.js\n${fence("a\nb")}\n\nsrc/b.js\n${fence("B")}`;
    expect(runCase({ before, answer }).proposal.checks).toContainEqual({
      name: "deletesMuch",
      passed: false,
      message: "The edit of a.js deletes 3 of 6 lines.",
      uri: "file:///work/src/a.js",
    });
  });

  it.each([
    "\u202E",
    "\u200B",
    "\u{E0041}",
    "\u0007",
    "\u001B",
    "\u009B",
    "\0",
    "\uFEFF",
    "\u2066",
    "\uD800",
    "\u2028",
  ])("flag hidden %j", (sign) =>
    expect(failed(fence(`a${sign}b`), "ab\n")).toMatchObject([{ name: "hiddenCharacters", uri }]),
  );

  it.each(["שלום", "مرحبا", "👩‍👩‍👧", "می‌خواهم", "क्‍ष", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é", "\tx"])("do not flag %j", (text) => {
    expect(failed(fence(text), "ab\n")).toEqual([]);
  });
});

it("nothing but named failures is thrown, whatever happens to an answer", () => {
  const answer = fc.constantFrom(...forms.map(([, text]) => text));
  const pieces = [
    "```",
    "\n",
    "@@",
    "--- a\n+++ b\n",
    "+",
    "-",
    " ",
    "*** End Patch",
    "=======",
    "<<<<<<< SEARCH",
    "// ...",
    "\\",
    "src/b.js\n",
  ];
  const cut = fc.record({ at: fc.nat(), remove: fc.nat(30), insert: fc.constantFrom("", ...pieces) });
  fc.assert(
    fc.property(answer, fc.array(cut, { minLength: 1, maxLength: 5 }), (text, cuts) => {
      const mutated = cuts.reduce((now, { at, remove, insert }) => {
        const from = at % (now.length + 1);
        return now.slice(0, from) + insert + now.slice(from + remove);
      }, text);
      try {
        const document = TextDocument.create("file:///a", "", 1, formBefore);
        for (const { range, oldText } of hunksOf(formBefore, mutated)) expect(document.getText(range)).toBe(oldText);
      } catch (error) {
        if (!PonderFailure.is(error)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});
