import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { EditProposal, Hunk } from "../../../protocol/edits.js";
import type { ErrorCode } from "../../../protocol/errors.js";
import { makeProposal } from "../../../language-server/edits/makeProposal.js";
import { splitLines } from "../../../language-server/edits/lines.js";
import { failure } from "../../support/failure.js";

interface Case {
  readonly name: string;
  readonly before: string;
  /** Lines that a code block rewrites, both ends included; default: the whole document. */
  readonly target?: readonly [number, number];
  readonly answer: string;
  /** The whole document afterwards, or the error. */
  readonly after?: string;
  readonly error?: ErrorCode;
  /** A part of the error's message. */
  readonly says?: string;
}

const loop = "function f(a) {\n  for (let i = 0; i <= a.length; i++) {\n    g(a[i]);\n  }\n}\n";
const fixedLoop = loop.replace("<=", "<");
const method = "class A {\n  f() {\n    return 1;\n  }\n\n  g() {\n    return 2;\n  }\n}\n";
const fence = (code: string, tag = "js") => `\`\`\`${tag}\n${code}\n\`\`\``;
const block = (search: string, replace: string, path = "") =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

const three =
  "function f(a) {\n  return a + 1;\n}\n\nfunction g(b) {\n  return b - 2;\n}\n\nconst h = (c) => {\n  return c * 3;\n};\n";

const rewrites: readonly Case[] = [
  {
    name: "only the changed one of several functions",
    before: three,
    answer: fence("function g(b) {\n  return b + 2;\n}"),
    after: three.replace("b - 2", "b + 2"),
  },
  {
    name: "only the last of several functions, broken in its first line",
    before: three.replace("(c) =>", "(c =>"),
    answer: fence("const h = (c) => {\n  return c * 3;\n};"),
    after: three,
  },
  {
    name: "several functions, one left out on purpose",
    before: three,
    answer: fence("function f(a) {\n  return a + 1;\n}\n\nconst h = (c) => {\n  return c * 3;\n};"),
    after: "function f(a) {\n  return a + 1;\n}\n\nconst h = (c) => {\n  return c * 3;\n};\n",
  },
  { name: "a block alone", before: loop, answer: fence(fixedLoop.trimEnd()), after: fixedLoop },
  {
    name: "prose around",
    before: loop,
    answer: `Here it is:\n\n${fence(fixedLoop.trimEnd())}\n\nI fixed it.`,
    after: fixedLoop,
  },
  { name: "wrong language tag", before: loop, answer: fence(fixedLoop.trimEnd(), "python"), after: fixedLoop },
  { name: "no language tag", before: loop, answer: fence(fixedLoop.trimEnd(), ""), after: fixedLoop },
  { name: "tag with a path", before: loop, answer: fence(fixedLoop.trimEnd(), "js:src/file.js"), after: fixedLoop },
  { name: "fence with attributes", before: loop, answer: fence(fixedLoop.trimEnd(), 'js title="x"'), after: fixedLoop },
  { name: "tildes", before: loop, answer: `~~~js\n${fixedLoop}~~~`, after: fixedLoop },
  { name: "four backticks", before: loop, answer: `\`\`\`\`js\n${fixedLoop}\`\`\`\``, after: fixedLoop },
  { name: "unclosed fence", before: loop, answer: `\`\`\`js\n${fixedLoop}`, after: fixedLoop },
  { name: "blank lines in the block", before: loop, answer: fence(`\n${fixedLoop}\n`), after: fixedLoop },
  {
    name: "indented fence",
    before: loop,
    answer: `1. So:\n\n   \`\`\`js\n   ${fixedLoop.trimEnd().replaceAll("\n", "\n   ")}\n   \`\`\``,
    after: fixedLoop,
  },
  {
    name: "Windows line ends in the answer",
    before: loop,
    answer: fence(fixedLoop.trimEnd()).replaceAll("\n", "\r\n"),
    after: fixedLoop,
  },
  {
    name: "Windows line ends in the document",
    before: loop.replaceAll("\n", "\r\n"),
    answer: fence(fixedLoop.trimEnd()),
    after: fixedLoop.replaceAll("\n", "\r\n"),
  },
  {
    name: "Windows line ends, more lines",
    before: "a\r\nb\r\n",
    answer: fence("a\nx\ny\nb"),
    after: "a\r\nx\r\ny\r\nb\r\n",
  },
  { name: "no line end at the end", before: "a\nb", answer: fence("a\nc"), after: "a\nc" },
  { name: "no line end at the end, more lines", before: "a\nb", answer: fence("a\nb\nc"), after: "a\nb\nc" },
  { name: "no line end at the end, fewer lines", before: "a\nb", answer: fence("a"), after: "a" },
  { name: "all but the last line removed", before: "a\nb\nc", answer: fence("c"), after: "c" },
  { name: "final line end stays", before: "a\nb\n", answer: fence("a"), after: "a\n" },
  { name: "final blank lines stay", before: "a\nb\n\n\n", answer: fence("a\nc"), after: "a\nc\n\n\n" },
  { name: "blank lines at the beginning stay", before: "\n\na\nb\n", answer: fence("a\nc"), after: "\n\na\nc\n" },
  {
    name: "a part of the document",
    before: method,
    target: [1, 3],
    answer: fence("  f() {\n    return 3;\n  }"),
    after: method.replace("1", "3"),
  },
  {
    name: "blank lines of the selection stay",
    before: method,
    target: [1, 4],
    answer: fence("  f() {\n    return 3;\n  }"),
    after: method.replace("1", "3"),
  },
  {
    name: "indentation lost",
    before: method,
    target: [1, 3],
    answer: fence("f() {\n  return 3;\n}"),
    after: method.replace("1", "3"),
  },
  {
    name: "indentation lost in the first line only",
    before: method,
    target: [1, 3],
    answer: fence("f() {\n    return 3;\n  }"),
    after: method.replace("1", "3"),
  },
  {
    name: "indentation too deep",
    before: loop,
    answer: fence(fixedLoop.trimEnd().replace(/^/gm, "    ")),
    after: fixedLoop,
  },
  {
    name: "indentation inside is the model's",
    before: "def f():\n  return 1\n",
    answer: fence("def f():\n    return 1", "py"),
    after: "def f():\n    return 1\n",
  },
  {
    name: "tabs",
    before: "class A {\n\tf() {\n\t\treturn 1;\n\t}\n}\n",
    target: [1, 3],
    answer: fence("f() {\n\treturn 2;\n}"),
    after: "class A {\n\tf() {\n\t\treturn 2;\n\t}\n}\n",
  },
  { name: "lines inserted in the middle", before: "a\nd\n", answer: fence("a\nb\nc\nd"), after: "a\nb\nc\nd\n" },
  { name: "lines inserted at the beginning", before: "c\n", answer: fence("a\nb\nc"), after: "a\nb\nc\n" },
  { name: "two places changed", before: "a\nb\nc\nd\ne\n", answer: fence("A\nb\nc\nd\nE"), after: "A\nb\nc\nd\nE\n" },
  {
    name: "an example of use behind it",
    before: loop,
    answer: `${fence(fixedLoop.trimEnd())}\n\nUse it so:\n\n${fence("f([1, 2]);")}`,
    after: fixedLoop,
  },
  {
    name: "an example of use before it",
    before: loop,
    answer: `${fence("f([1, 2]);")}\n\n${fence(fixedLoop.trimEnd())}`,
    after: fixedLoop,
  },
  {
    name: "Markdown with fences of its own",
    before: "# A\n\n```js\nx\n```\n",
    answer: fence("# B\n\n```js\nx\n```", "markdown"),
    after: "# B\n\n```js\nx\n```\n",
  },
  {
    name: "fence text in a string",
    before: "const a = 1;\n",
    answer: "````js\nconst a = `\n```\n`;\n````",
    after: "const a = `\n```\n`;\n",
  },
  { name: "dollar signs and the like stay", before: "a\n", answer: fence("$& $1 \\n ${x}"), after: "$& $1 \\n ${x}\n" },
  {
    name: "emoji and combining letters",
    before: "const s = '👩‍👩‍👧';\n// e\u0301\n",
    answer: fence("const s = '👩‍👩‍👦';\n// e\u0301"),
    after: "const s = '👩‍👩‍👦';\n// e\u0301\n",
  },
  {
    name: "Python's own dots are no elision",
    before: "def f():\n    ...\n\nx = 1\n",
    answer: fence("def f():\n    ...\n\nx = 2", "py"),
    after: "def f():\n    ...\n\nx = 2\n",
  },
  { name: "spread is no elision", before: "f(a);\n", answer: fence("f(\n  ...a,\n);"), after: "f(\n  ...a,\n);\n" },
  {
    name: "a comment about existing code is no elision",
    before: "f(a);\n",
    answer: fence("// Uses the existing cache.\nf(a);"),
    after: "// Uses the existing cache.\nf(a);\n",
  },
  { name: "into an empty file", before: "", answer: fence("a\nb"), after: "a\nb\n" },
];

const searchReplace: readonly Case[] = [
  {
    name: "exact",
    before: loop,
    answer: block("  for (let i = 0; i <= a.length; i++) {", "  for (let i = 0; i < a.length; i++) {"),
    after: fixedLoop,
  },
  {
    name: "with the path of the file",
    before: loop,
    answer: block("    g(a[i]);", "    h(a[i]);", "src/file.js"),
    after: loop.replace("g(", "h("),
  },
  {
    name: "inside a fence",
    before: loop,
    answer: `src/file.js\n\`\`\`js${block("    g(a[i]);", "    h(a[i]);")}\n\`\`\`\n\nDone.`,
    after: loop.replace("g(", "h("),
  },
  {
    name: "prose around",
    before: loop,
    answer: `I change this. ${block("    g(a[i]);", "    h(a[i]);")}\nThat is all.`,
    after: loop.replace("g(", "h("),
  },
  {
    name: "two blocks in any order",
    before: "a1\nb2\nc3\nd4\n",
    answer: `${block("d4", "D4")}\n${block("a1", "A1")}`,
    after: "A1\nb2\nc3\nD4\n",
  },
  {
    name: "nothing instead",
    before: "a1\nb2\nc3\n",
    answer: "<<<<<<< SEARCH\nb2\n=======\n>>>>>>> REPLACE",
    after: "a1\nc3\n",
  },
  { name: "more lines instead", before: "a1\nb2\n", answer: block("b2", "b2\n\nc3"), after: "a1\nb2\n\nc3\n" },
  {
    name: "blank lines around the search text",
    before: "a1\nb2\nc3\n",
    answer: block("\nb2\n", "\nB2\n"),
    after: "a1\nB2\nc3\n",
  },
  {
    name: "white space: indentation lost",
    before: method,
    answer: block("f() {\n  return 1;\n}", "f() {\n  return 3;\n}"),
    after: method.replace("1", "3"),
  },
  {
    name: "white space: tabs for spaces",
    before: "if (a) {\n    b();\n}\n",
    answer: block("\tb();", "\tc();"),
    after: "if (a) {\n    c();\n}\n",
  },
  {
    name: "white space: blanks at the end",
    before: "a = 1;  \nb = 2;\n",
    answer: block("a = 1;\nb = 2;", "a = 1;\nb = 3;"),
    after: "a = 1;  \nb = 3;\n",
  },
  { name: "Windows line ends", before: "a1\r\nb2\r\n", answer: block("b2", "B2\nb3"), after: "a1\r\nB2\r\nb3\r\n" },
  {
    name: "line by line: a mistyped word",
    before: loop,
    answer: block("  for (let i = 0; i <= a.lenght; i++) {", "  for (let i = 0; i < a.length; i++) {"),
    after: fixedLoop,
  },
  {
    name: "similar: a line left out",
    before:
      "function f() {\n  const first = read();\n  // the second one\n  const second = parse(first);\n  return second;\n}\n",
    answer: block(
      "function f() {\n  const first = read();\n  const second = parse(first);\n  return second;\n}",
      "function f() {\n  return parse(read());\n}",
    ),
    after: "function f() {\n  return parse(read());\n}\n",
  },
  { name: "regular expressions are text", before: "a.b(c)*\n", answer: block("a.b(c)*", "$&"), after: "$&\n" },
  { name: "empty file, empty search", before: "", answer: block("", "a1"), after: "a1" },
  { name: "last line without line end", before: "a1\nb2", answer: block("b2", "c3"), after: "a1\nc3" },
];

const refusals: readonly Case[] = [
  { name: "no code", before: loop, answer: "The loop runs one step too far.", error: "noProposal" },
  { name: "an empty block", before: loop, answer: fence(""), error: "noProposal" },
  { name: "inline code only", before: loop, answer: "Use `i < a.length`.", error: "noProposal" },
  { name: "nothing at all", before: loop, answer: "", error: "noProposal" },
  {
    name: "lines left out, JavaScript",
    before: loop,
    answer: fence("function f(a) {\n  // ... existing code ...\n}"),
    error: "noProposal",
    says: "existing code",
  },
  {
    name: "lines left out, Python",
    before: "a = 1\nb = 2\n",
    answer: fence("a = 2\n# ... rest unchanged", "py"),
    error: "noProposal",
  },
  {
    name: "lines left out, in words",
    before: loop,
    answer: fence("function f(a) {\n  // rest of the code\n}"),
    error: "noProposal",
  },
  { name: "lines left out, dots only", before: loop, answer: fence("function f(a) {\n  ...\n}"), error: "noProposal" },
  {
    name: "lines left out in a replacement",
    before: loop,
    answer: block("    g(a[i]);", "    // ...\n    h();"),
    error: "noProposal",
  },
  { name: "the same code", before: loop, answer: fence(loop.trimEnd()), error: "noChange" },
  {
    name: "the same code, moved as a whole",
    before: method,
    target: [1, 3],
    answer: fence("f() {\n  return 1;\n}"),
    error: "noChange",
  },
  { name: "search equals replace", before: loop, answer: block("    g(a[i]);", "    g(a[i]);"), error: "noChange" },
  {
    name: "search text twice",
    before: "a();\nb();\na();\n",
    answer: block("a();", "c();"),
    error: "ambiguous",
    says: "lines 1, 3",
  },
  {
    name: "search text twice but for white space",
    before: "  a();\nb();\n    a();\n",
    answer: block("a();", "c();"),
    error: "ambiguous",
    says: "lines 1, 3",
  },
  {
    name: "two places are similar",
    before: `${loop}\n${loop}`,
    answer: block("function f(a) {\n  for (let i = 0; i <= a.len; i++) {\n    g(a[i]);\n  }\n}", "x"),
    error: "ambiguous",
  },
  {
    name: "two blocks, one line",
    before: "a1\nb2\nc3\n",
    answer: `${block("a1\nb2", "x")}\n${block("b2\nc3", "y")}`,
    error: "ambiguous",
    says: "2",
  },
  {
    name: "search text not there",
    before: loop,
    answer: block("while (true) {", "while (false) {"),
    error: "noMatch",
    says: "while (true)",
  },
  {
    name: "none of two blocks there",
    before: loop,
    answer: `${block("elsewhere();", "y();")}\n${block("nowhere();", "x();")}`,
    error: "noMatch",
    says: "2 blocks",
  },
  {
    name: "a code block for another file",
    before: loop,
    answer: fence(fixedLoop.trimEnd(), "js:../../etc/x.js"),
    error: "noMatch",
    says: "../../etc/x.js",
  },
  { name: "empty search in a file with text", before: loop, answer: block("", "x"), error: "noMatch" },
  {
    name: "a block for another file",
    before: loop,
    answer: block("    g(a[i]);", "    h(a[i]);", "src/other.js"),
    error: "noMatch",
    says: "src/other.js",
  },
  {
    name: "block without an end",
    before: loop,
    answer: "<<<<<<< SEARCH\n    g(a[i]);\n=======\n    h(a[i]);",
    error: "noProposal",
  },
  {
    name: "block without a middle",
    before: loop,
    answer: "<<<<<<< SEARCH\n    g(a[i]);\n>>>>>>> REPLACE",
    error: "noProposal",
  },
  {
    name: "second block begins inside the first",
    before: loop,
    answer: "<<<<<<< SEARCH\na\n=======\nb\n<<<<<<< SEARCH\nc\n=======\nd\n>>>>>>> REPLACE",
    error: "noProposal",
  },
];

const open = (text: string) => TextDocument.create("file:///work/src/file.js", "javascript", 7, text);

function propose({ before, target, answer }: Case): EditProposal {
  const [start, end] = target ?? [0, splitLines(before).length - 1];
  return makeProposal(open(before), answer, { start, end });
}

function hunksOf({ files }: EditProposal): readonly Hunk[] {
  return files.flatMap(({ hunks }) => hunks);
}

function apply(before: string, { files }: EditProposal): string {
  return TextDocument.applyEdits(
    open(before),
    files.flatMap(({ hunks }) => hunks),
  );
}

describe("an answer becomes a proposal", () => {
  it.each([...rewrites, ...searchReplace])("$name", (test) => {
    const proposal = propose(test);
    expect(apply(test.before, proposal)).toBe(test.after);
    const hash = createHash("sha256").update(test.before).digest("hex");
    const file = { uri: "file:///work/src/file.js", kind: "edit", version: 7, hash };
    expect(proposal).toMatchObject({ files: [file] });
  });

  it.each([...rewrites, ...searchReplace])("hunks are minimal, in order and true: $name", (test) => {
    const hunks = hunksOf(propose(test));
    const document = open(test.before);
    expect(hunks.length).toBeGreaterThan(0);
    let last = -1;
    for (const { range, oldText, newText } of hunks) {
      expect(document.getText(range)).toBe(oldText);
      expect(newText).not.toBe(oldText);
      expect(document.offsetAt(range.start)).toBeGreaterThan(last);
      last = document.offsetAt(range.end);
    }
  });

  it.each(refusals)("is refused: $name", (test) => {
    expect(() => propose(test)).toThrow(failure(test.error ?? "internal"));
    if (test.says !== undefined) expect(() => propose(test)).toThrow(test.says);
  });

  it("changes one line where one line differs", () => {
    const hunks = hunksOf(propose({ name: "", before: loop, answer: fence(fixedLoop.trimEnd()) }));
    expect(hunks).toEqual([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 39 } },
        oldText: "  for (let i = 0; i <= a.length; i++) {",
        newText: "  for (let i = 0; i < a.length; i++) {",
      },
    ]);
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
  ])("%s", (_, answer, summary) => {
    expect(propose({ name: "", before: "a1\n", answer }).summary).toBe(summary);
  });
});
