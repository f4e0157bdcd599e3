import type { EditCase } from "./editCase.js";
import { block, diff, fence, loop, patch, three } from "./texts.js";

const twice = "a();\nb();\na();\n";

/** What does not fit into forms and tolerances: places that must not be guessed, text that looks like marks. */
export const oddCases: readonly EditCase[] = [
  {
    name: "diff: the line number decides between equal places",
    before: twice,
    answer: "@@ -3,1 +3,1 @@\n-a();\n+c();",
    after: "a();\nb();\nc();\n",
  },
  {
    name: "SEARCH/REPLACE: Roo Code's line number decides between equal places",
    before: twice,
    answer: block(":start_line:3\n-------\na();", "c();"),
    after: "a();\nb();\nc();\n",
  },
  {
    name: "patch: an anchor decides between equal places",
    before: { "src/file.js": "def f():\n    x = 1\n\ndef g():\n    x = 1\n" },
    answer: patch("@@ def g():\n-    x = 1\n+    x = 2"),
    after: "def f():\n    x = 1\n\ndef g():\n    x = 2\n",
  },
  {
    name: "diff: hunks in the wrong order",
    before: "a1\nb2\nc3\nd4\n",
    answer: diff("@@ -4 +4 @@\n-d4\n+D4\n@@ -1 +1 @@\n-a1\n+A1"),
    after: "A1\nb2\nc3\nD4\n",
  },
  {
    name: "diff: hunks that touch",
    before: "a1\nb2\nc3\n",
    answer: diff("@@ -1 +1 @@\n-a1\n+A1\n@@ -2 +2 @@\n-b2\n+B2"),
    after: "A1\nB2\nc3\n",
  },
  {
    name: "diff: hunks that share their context",
    before: "a1\nb2\nc3\n",
    answer: diff("@@ -1,2 +1,2 @@\n-a1\n+A1\n b2\n@@ -2,2 +2,2 @@\n b2\n-c3\n+C3"),
    after: "A1\nb2\nC3\n",
  },
  {
    name: "diff: lines only added, with context",
    before: "a1\nb2\n",
    answer: diff("@@ -1,2 +1,3 @@\n a1\n+x\n b2"),
    after: "a1\nx\nb2\n",
  },
  {
    name: "diff: a removed comment of SQL looks like a header",
    before: "select 1;\n-- a comment\nselect 2;\n",
    answer: diff("@@ -1,3 +1,2 @@\n select 1;\n--- a comment\n select 2;"),
    after: "select 1;\nselect 2;\n",
  },
  {
    name: "the same block twice",
    before: loop,
    answer: `${block("    g(a[i]);", "    h(a[i]);")}\n${block("    g(a[i]);", "    h(a[i]);")}`,
    after: loop.replace("g(", "h("),
  },
  {
    name: "a block of which another one is a part of, which says the same",
    before: "a1\nb2\nc3\n",
    answer: `${block("b2", "B2")}\n${block("a1\nb2", "a1\nB2")}`,
    after: "a1\nB2\nc3\n",
  },
  {
    name: "two functions, each in a code block of its own",
    before: three,
    answer: `First:\n${fence("function f(a) {\n  return a + 2;\n}")}\nThen:\n${fence("const h = (c) => {\n  return c * 4;\n};")}`,
    after: three.replace("a + 1", "a + 2").replace("c * 3", "c * 4"),
  },
  {
    name: "two variants of one function: the one that is more alike",
    before: three,
    answer: `${fence("function f(a) {\n  return a + 2;\n}")}\nOr:\n${fence("function f(a) {\n  const b = 2;\n  return sum([a, b]);\n}")}`,
    after: three.replace("a + 1", "a + 2"),
  },
  {
    name: "edits, and the whole file as it is afterwards",
    before: loop,
    answer: `${block("    g(a[i]);", "    h(a[i]);", "src/file.js")}\n\nThe whole file now:\n\nsrc/file.js\n${fence(loop.replace("g(", "h(").trimEnd())}`,
    after: loop.replace("g(", "h("),
  },
  {
    name: "edits, and another version of the whole file",
    before: loop,
    answer: `${block("    g(a[i]);", "    h(a[i]);", "src/file.js")}\n\nsrc/file.js\n${fence("function f() {}")}`,
    after: loop.replace("g(", "h("),
    failures: ["ambiguous"],
  },
  {
    name: "two versions of the whole file",
    before: "a1\nb2\nc3\n",
    answer: `src/file.js\n${fence("a1\nB2\nc3")}\nOr:\n\nsrc/file.js\n${fence("x\ny")}`,
    after: "a1\nB2\nc3\n",
    failures: ["ambiguous"],
  },
  {
    name: "a comment that is a path and stands in the file stays",
    before: "// lib/old.js\na1;\n",
    answer: fence("// lib/old.js\na2;"),
    after: "// lib/old.js\na2;\n",
  },
  {
    name: "marks of a block inside code",
    before: "const a = 1;\n",
    answer: fence('const a = "\\n@@ -1 +1 @@\\n";\nconst b = 2;'),
    after: 'const a = "\\n@@ -1 +1 @@\\n";\nconst b = 2;\n',
  },
  {
    name: "a heading underlined with equals signs",
    before: "Title\n=====\n\ntext\n",
    answer: block("Title\n=====\n\ntext", "Title\n=====\n\nother"),
    after: "Title\n=====\n\nother\n",
  },
  {
    name: "a code block about another subject in the language of a terminal",
    before: loop,
    answer: `src/file.js\n${fence(loop.replace("<=", "<").trimEnd())}\n\nThen run\n\n${fence("npm test", "sh")}`,
    after: loop.replace("<=", "<"),
  },
  {
    name: "replacement signs of regular expressions",
    before: "s.replace(a, b);\n",
    answer: block("s.replace(a, b);", "s.replace(/$&/, '$1$`');"),
    after: "s.replace(/$&/, '$1$`');\n",
  },
  {
    name: "letters outside of the first plane, replaced by their neighbours",
    before: "const s = '😀😁';\n",
    answer: block("const s = '😀😁';", "const s = '😀😂';"),
    after: "const s = '😀😂';\n",
  },
  {
    name: "half a letter in the document stays as it is",
    before: "const s = '\uD83D';\nconst t = 1;\n",
    answer: block("const t = 1;", "const t = 2;"),
    after: "const s = '\uD83D';\nconst t = 2;\n",
  },
  {
    name: "letters in two ways of writing: as the document has them",
    before: "const name = 'e\u0301';\nconst t = 1;\n",
    answer: block("const name = 'e\u0301';\nconst t = 1;", "const name = 'e\u0301';\nconst t = 2;"),
    after: "const name = 'e\u0301';\nconst t = 2;\n",
  },
  {
    name: "separators that are no line ends",
    before: "const s = 'a\u2028b';\nconst t = 1;\n",
    answer: block("const t = 1;", "const t = 2;"),
    after: "const s = 'a\u2028b';\nconst t = 2;\n",
  },
  {
    name: "old line ends of a Mac",
    before: "a1\rb2\rc3\r",
    answer: block("b2", "B2\nB3"),
    after: "a1\rB2\rB3\rc3\r",
  },
  {
    name: "line ends that are not all the same",
    before: "a1\r\nb2\nc3\r\n",
    answer: block("b2", "B2"),
    after: "a1\r\nB2\nc3\r\n",
  },
  {
    name: "a last line that is added to a file without a last line end",
    before: "a1\nb2",
    answer: diff("@@ -2 +2,2 @@\n b2\n\\ No newline at end of file\n+c3\n\\ No newline at end of file"),
    after: "a1\nb2\nc3",
  },
  {
    name: "an elision with a tab before it",
    before: "function f() {\n\ta();\n\tb();\n\tc();\n}\n",
    answer: fence("function f() {\n\ta();\n\t// ... rest of the code ...\n\td();\n}"),
    error: "noProposal",
    says: "leaves lines out",
  },
  {
    name: "an elision between two certain places",
    before: "function f() {\n\ta();\n\tb();\n\tc();\n}\n",
    answer: fence("function f() {\n\tA();\n\ta();\n\t// ... existing code ...\n\tc();\n}"),
    after: "function f() {\n\tA();\n\ta();\n\tb();\n\tc();\n}\n",
  },
  {
    name: "lines with numbers that are data stay",
    before: "1: one\n2: two\n3: three\n",
    answer: fence("1: one\n2: zwei\n3: three", "yaml"),
    after: "1: one\n2: zwei\n3: three\n",
  },
  {
    name: "the fence of a document about fences",
    before: "# A\n\n```js\nx\n```\n\ntext\n",
    answer: "````markdown\n# A\n\n```js\ny\n```\n\ntext\n````",
    after: "# A\n\n```js\ny\n```\n\ntext\n",
  },
  {
    name: "an answer that is only a fence without an end",
    before: loop,
    answer: `\`\`\`\n${loop.replace("<=", "<")}`,
    after: loop.replace("<=", "<"),
  },
  {
    name: "an edit that is there already is no change",
    before: loop.replace("<=", "<"),
    answer: diff(
      "@@ -2 +2 @@\n-  while (somethingElseEntirely(here, and, there)) {\n+  for (let i = 0; i < a.length; i++) {",
    ),
    error: "noChange",
  },
];
