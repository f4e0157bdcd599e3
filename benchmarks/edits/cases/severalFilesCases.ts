import type { EditCase, Files } from "./editCase.js";
import { block, diff, fence, patch } from "./texts.js";

const before: Files = { "src/a.js": "a1;\na2;\n", "src/b.js": "b1;\nb2;\n", "README.md": "# R\n\ntext\n" };
const after = { ...before, "src/a.js": "a1;\nA2;\n", "src/b.js": "B1;\nb2;\n" };
const withNew = { ...after, "src/c.js": "c1;\nc2;\n" };

/** Two edits and a new file, in every form that can say so. */
const forms: readonly (readonly [string, string])[] = [
  [
    "SEARCH/REPLACE",
    [
      block("a2;", "A2;", "src/a.js"),
      block("b1;", "B1;", "src/b.js"),
      "src/c.js\n<<<<<<< SEARCH\n=======\nc1;\nc2;\n>>>>>>> REPLACE",
    ].join("\n\n"),
  ],
  [
    "diff",
    [
      diff("@@ -2 +2 @@\n-a2;\n+A2;", "--- a/src/a.js\n+++ b/src/a.js"),
      diff("@@ -1 +1 @@\n-b1;\n+B1;", "--- a/src/b.js\n+++ b/src/b.js"),
      diff("@@ -0,0 +1,2 @@\n+c1;\n+c2;", "--- /dev/null\n+++ b/src/c.js"),
    ].join("\n"),
  ],
  [
    "diff in one fence",
    fence(
      [
        "diff --git a/src/a.js b/src/a.js\nindex 1..2 100644\n--- a/src/a.js\n+++ b/src/a.js\n@@ -2 +2 @@\n-a2;\n+A2;",
        "diff --git a/src/b.js b/src/b.js\nindex 1..2 100644\n--- a/src/b.js\n+++ b/src/b.js\n@@ -1 +1 @@\n-b1;\n+B1;",
        "diff --git a/src/c.js b/src/c.js\nnew file mode 100644\nindex 0..2\n--- /dev/null\n+++ b/src/c.js\n@@ -0,0 +1,2 @@\n+c1;\n+c2;",
      ].join("\n"),
      "diff",
    ),
  ],
  [
    "diff in a fence each",
    [
      fence(diff("@@ -2 +2 @@\n-a2;\n+A2;", "--- a/src/a.js\n+++ b/src/a.js"), "diff"),
      fence(diff("@@ -1 +1 @@\n-b1;\n+B1;", "--- a/src/b.js\n+++ b/src/b.js"), "diff"),
      fence(diff("@@ -0,0 +1,2 @@\n+c1;\n+c2;", "--- /dev/null\n+++ b/src/c.js"), "diff"),
    ].join("\n\nThen:\n\n"),
  ],
  [
    "patch",
    "*** Begin Patch\n*** Update File: src/a.js\n@@\n-a2;\n+A2;\n*** Update File: src/b.js\n@@\n-b1;\n+B1;\n*** Add File: src/c.js\n+c1;\n+c2;\n*** End Patch",
  ],
  [
    "patch after patch",
    [
      patch("@@\n-a2;\n+A2;", "src/a.js"),
      patch("@@\n-b1;\n+B1;", "src/b.js"),
      "*** Begin Patch\n*** Add File: src/c.js\n+c1;\n+c2;\n*** End Patch",
    ].join("\n\nAnd:\n\n"),
  ],
  [
    "whole files, paths above",
    `src/a.js\n${fence("a1;\nA2;")}\n\nsrc/b.js\n${fence("B1;\nb2;")}\n\nsrc/c.js\n${fence("c1;\nc2;")}`,
  ],
  [
    "whole files, headings",
    `### \`src/a.js\`\n\n${fence("a1;\nA2;")}\n\n### \`src/b.js\`\n\n${fence("B1;\nb2;")}\n\n### \`src/c.js\` \n\n${fence("c1;\nc2;")}`,
  ],
  [
    "whole files, info strings",
    [
      fence("a1;\nA2;", "js:src/a.js"),
      fence("B1;\nb2;", "js title=src/b.js"),
      fence("c1;\nc2;", 'js filename="src/c.js"'),
    ].join("\n\n"),
  ],
  [
    "whole files, first comments",
    [fence("// src/a.js\na1;\nA2;"), fence("// src/b.js\nB1;\nb2;"), fence("// src/c.js\nc1;\nc2;")].join("\n\n"),
  ],
  [
    "mixed forms",
    [
      block("a2;", "A2;", "src/a.js"),
      diff("@@ -1 +1 @@\n-b1;\n+B1;", "--- a/src/b.js\n+++ b/src/b.js"),
      `\nsrc/c.js\n${fence("c1;\nc2;")}`,
    ].join("\n\n"),
  ],
  [
    "mixed forms, the other way round",
    [
      `src/a.js\n${fence("a1;\nA2;")}`,
      fence(patch("@@\n-b1;\n+B1;", "src/b.js"), ""),
      "src/c.js\n<<<<<<< SEARCH\n=======\nc1;\nc2;\n>>>>>>> REPLACE",
    ].join("\n\n"),
  ],
];

const windows = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]));

export const severalFilesCases: readonly EditCase[] = [
  ...forms.map(([form, answer]) => ({ name: `several files: ${form}`, before, answer, after: withNew })),
  ...forms.map(([form, answer]) => ({
    name: `several files after a thought: ${form}`,
    before,
    answer: `<think>\nsrc/a.js\n${fence("WRONG;")}\n</think>\n\nI change three files.\n\n${answer}\n\nDone.`,
    after: withNew,
  })),
  ...forms.map(([form, answer]) => ({
    name: `several files, Windows line ends in the answer and in those that are there: ${form}`,
    before: windows(before),
    answer: answer.replaceAll("\n", "\r\n"),
    after: { ...windows(after), "src/c.js": "c1;\nc2;\n" },
  })),
  {
    name: "one and the same file by two names",
    before: { "src/file.js": "a1;\nb2;\n" },
    answer: `${block("a1;", "A1;", "src/file.js")}\n${block("b2;", "B2;", "./src/file.js")}`,
    after: { "src/file.js": "A1;\nB2;\n" },
  },
  {
    name: "a block without a path belongs to the file of the block before it",
    before,
    answer: `${block("a2;", "A2;", "src/a.js")}\n${block("a1;", "A1;")}`,
    after: { ...before, "src/a.js": "A1;\nA2;\n" },
  },
  {
    name: "a file fails, the others do not",
    before,
    answer: `${block("nowhere(at, all);", "x", "src/a.js")}\n${block("b1;", "B1;", "src/b.js")}`,
    after: { ...before, "src/b.js": "B1;\nb2;\n" },
    failures: ["noMatch"],
  },
  {
    name: "an edit of a file that is not there",
    before,
    answer: `${block("x1;", "x2;", "src/x.js")}\n${block("b1;", "B1;", "src/b.js")}`,
    after: { ...before, "src/b.js": "B1;\nb2;\n" },
    failures: ["noMatch"],
  },
  {
    name: "a deletion beside an edit",
    before,
    answer: "*** Begin Patch\n*** Delete File: src/a.js\n*** Update File: src/b.js\n@@\n-b1;\n+B1;\n*** End Patch",
    after: { ...before, "src/b.js": "B1;\nb2;\n" },
    failures: ["notWanted"],
  },
  {
    name: "a rename beside an edit",
    before,
    answer: `diff --git a/src/a.js b/src/a2.js\nsimilarity index 100%\nrename from src/a.js\nrename to src/a2.js\n${diff("@@ -1 +1 @@\n-b1;\n+B1;", "--- a/src/b.js\n+++ b/src/b.js")}`,
    after: { ...before, "src/b.js": "B1;\nb2;\n" },
    failures: ["notWanted"],
  },
  {
    name: "an empty new file",
    before,
    answer: "diff --git a/src/empty.js b/src/empty.js\nnew file mode 100644\nindex 0000000..e69de29",
    after: { ...before, "src/empty.js": "\n" },
  },
  {
    name: "a new file that leaves lines out",
    before,
    answer: `src/new.js\n${fence("a();\n// ... existing code ...\nb();")}`,
    error: "noProposal",
  },
  { name: "no file is named", before, answer: fence("a1;\nA2;"), error: "noProposal", says: "which file" },
  {
    name: "code that names no file beside code that does",
    before,
    answer: `src/a.js\n${fence("a1;\nA2;")}\n\nAnd:\n\n${fence("other();")}`,
    after: { ...before, "src/a.js": "a1;\nA2;\n" },
    failures: ["noProposal"],
  },
  {
    name: "commands beside code that names its file",
    before,
    answer: `src/a.js\n${fence("a1;\nA2;")}\n\nThen:\n\n${fence("npm test", "bash")}`,
    after: { ...before, "src/a.js": "a1;\nA2;\n" },
  },
];
