import type { ErrorCode } from "../../../protocol/errors.js";
import type { EditCase } from "./editCase.js";
import { formBefore } from "./formCases.js";
import { block, diff, fence, patch } from "./texts.js";

/** How a form says "replace these lines by those", for one file. */
const ways: readonly (readonly [string, (search: string, replace: string, path?: string) => string])[] = [
  ["SEARCH/REPLACE", (search, replace, path = "src/file.js") => block(search, replace, path)],
  ["Cline's SEARCH/REPLACE", (search, replace, path = "src/file.js") => cline(block(search, replace, path))],
  ["diff", (search, replace, path) => diff(hunk(search, replace), headers(path))],
  ["git diff", (search, replace, path = "src/file.js") => diff(hunk(search, replace), git(path))],
  ["diff in a fence", (search, replace, path) => fence(diff(hunk(search, replace), headers(path)), "diff")],
  ["patch", (search, replace, path) => patch(hunk(search, replace, "@@"), path)],
];

const cline = (text: string) =>
  text.replace("<<<<<<< SEARCH", "------- SEARCH").replace(">>>>>>> REPLACE", "+++++++ REPLACE");
const headers = (path = "src/file.js") => `--- a/${path}\n+++ b/${path}`;
const git = (path: string) => `diff --git a/${path} b/${path}\nindex 1..2 100644\n${headers(path)}`;
const hunk = (search: string, replace: string, header = "@@ ... @@") =>
  [header, ...marked("-", search), ...marked("+", replace)].join("\n");
const marked = (mark: string, text: string) => (text === "" ? [] : text.split("\n").map((line) => mark + line));

const twice = "a();\nb();\na();\n";
const similar = "  first(1);\n  second(2);\n  third(3);\n  fourth(4);\n";

/** Every refusal, in every form that can deserve it. */
const refusals: readonly {
  readonly name: string;
  readonly before: string;
  readonly edit: readonly [search: string, replace: string, path?: string];
  readonly error: ErrorCode;
}[] = [
  { name: "two places", before: twice, edit: ["a();", "c();"], error: "ambiguous" },
  {
    name: "two places but for white space",
    before: "  a();\nb();\n\ta();\n",
    edit: ["a();", "c();"],
    error: "ambiguous",
  },
  {
    name: "two places but for a letter",
    before: "const total = read(items);\nb();\nconst total = read(items);\n",
    edit: ["const totl = read(items);", "c();"],
    error: "ambiguous",
  },
  {
    name: "two similar places",
    before: `${similar}\n${similar}`,
    edit: ["  first(1);\n  second(2);\n  extra();\n  third(3);\n  fourth(4);", "x();"],
    error: "ambiguous",
  },
  { name: "nowhere", before: formBefore, edit: ["entirely(different, thing);", "c();"], error: "noMatch" },
  { name: "into an empty document", before: "", edit: ["a();", "c();"], error: "noMatch" },
  { name: "no change", before: formBefore, edit: ["  let sum = 0;", "  let sum = 0;"], error: "noChange" },
  {
    name: "another file",
    before: formBefore,
    edit: ["  let sum = 0;", "  let sum = 1;", "src/x.js"],
    error: "noMatch",
  },
  {
    name: "a file of the same name elsewhere",
    before: formBefore,
    edit: ["  let sum = 0;", "  let sum = 1;", "lib/file.js"],
    error: "noMatch",
  },
  {
    name: "a file outside",
    before: formBefore,
    edit: ["  let sum = 0;", "  let sum = 1;", "../file.js"],
    error: "noMatch",
  },
  {
    name: "lines left out, who knows which",
    before: formBefore,
    edit: ["  let sum = 0;", "  // ... existing code ...\n  return 1;"],
    error: "noProposal",
  },
];

/** A block that fails holds up no other, and is named. */
const beside: readonly {
  readonly name: string;
  readonly edit: readonly [search: string, replace: string, path?: string];
  readonly failure: ErrorCode;
}[] = [
  { name: "nowhere", edit: ["entirely(different, thing);", "c();"], failure: "noMatch" },
  { name: "two places", edit: ["}", "};"], failure: "ambiguous" },
  { name: "no change", edit: ["  let sum = 0;", "  let sum = 0;"], failure: "noChange" },
  { name: "another file", edit: ["  let sum = 0;", "  let sum = 1;", "src/x.js"], failure: "noMatch" },
];

export const formRefusalCases: readonly EditCase[] = [
  ...ways.flatMap(([form, write]) =>
    refusals.map(({ name, before, edit, error }) => ({
      name: `${form}, ${name}`,
      before: { "src/file.js": before },
      answer: write(...edit),
      error,
    })),
  ),
  ...ways.flatMap(([form, write]) =>
    beside.map(({ name, edit, failure }) => ({
      name: `${form}, one of two: ${name}`,
      before: formBefore,
      answer: `${write("  return sum;", "  return sum + 1;")}\n\n${write(...edit)}`,
      after: formBefore.replace("return sum;", "return sum + 1;"),
      failures: [failure],
    })),
  ),
  ...ways.map(([form, write]) => ({
    name: `${form}, two that contradict each other, and one that does not`,
    before: formBefore,
    answer: [
      write("  let sum = 0;", "  let sum = 1;"),
      write("  let sum = 0;", "  let sum = 2;"),
      write("  return sum;", "  return -sum;"),
    ].join("\n\n"),
    after: formBefore.replace("return sum;", "return -sum;"),
    failures: ["ambiguous", "ambiguous"] as const,
  })),
  { name: "diff without context", before: formBefore, answer: "@@ -3,0 +3,1 @@\n+c();", error: "noMatch" },
  {
    name: "diff, two places equally near",
    before: twice,
    answer: "@@ -2,1 +2,1 @@\n-a();\n+c();",
    error: "ambiguous",
  },
  {
    name: "diff, a number but only nearly the text",
    before: "  a();\nb();\n    a();\n",
    answer: "@@ -1,1 +1,1 @@\n-a();\n+c();",
    error: "ambiguous",
  },
  {
    name: "diff of a new file that is there",
    before: formBefore,
    answer: diff("@@ -0,0 +1 @@\n+x", "--- /dev/null\n+++ b/src/file.js"),
    error: "noMatch",
  },
  {
    name: "diff that deletes the file",
    before: formBefore,
    answer: diff("@@ -1 +0,0 @@\n-x", "--- a/src/file.js\n+++ /dev/null"),
    error: "notWanted",
    says: "deletes",
  },
  {
    name: "git diff that deletes the file",
    before: formBefore,
    answer: `diff --git a/src/file.js b/src/file.js\ndeleted file mode 100644\nindex 1..0\n${diff("@@ -1 +0,0 @@\n-x", "--- a/src/file.js\n+++ /dev/null")}`,
    error: "notWanted",
  },
  {
    name: "git rename",
    before: formBefore,
    answer:
      "diff --git a/src/file.js b/src/file.js\nsimilarity index 100%\nrename from src/file.js\nrename to src/new.js",
    error: "notWanted",
    says: "renames",
  },
  {
    name: "git rename with an edit",
    before: formBefore,
    answer: `diff --git a/src/file.js b/src/file.js\nrename from src/file.js\nrename to src/new.js\n${diff(hunk("  let sum = 0;", "  let sum = 1;"))}`,
    error: "notWanted",
  },
  {
    name: "diff from one name to another",
    before: formBefore,
    answer: diff(hunk("  let sum = 0;", "  let sum = 1;"), "--- a/src/file.js\n+++ b/src/new.js"),
    error: "notWanted",
  },
  {
    name: "git diff of bytes",
    before: formBefore,
    answer:
      "diff --git a/src/file.js b/src/file.js\nindex 1..2 100644\nBinary files a/src/file.js and b/src/file.js differ",
    error: "notWanted",
    says: "bytes",
  },
  {
    name: "git diff of a mode",
    before: formBefore,
    answer: "diff --git a/src/file.js b/src/file.js\nold mode 100644\nnew mode 100755",
    error: "notWanted",
    says: "mode",
  },
  {
    name: "diff of a merge",
    before: formBefore,
    answer: diff("@@@ -1,2 -1,2 +1,3 @@@\n  import { load } from 'store';\n +x();\n+ y();"),
    error: "noProposal",
    says: "merge",
  },
  {
    name: "patch, delete",
    before: formBefore,
    answer: "*** Begin Patch\n*** Delete File: src/file.js\n*** End Patch",
    error: "notWanted",
  },
  {
    name: "patch, add what is there",
    before: formBefore,
    answer: "*** Begin Patch\n*** Add File: src/file.js\n+x\n*** End Patch",
    error: "noMatch",
  },
  {
    name: "patch, move",
    before: formBefore,
    answer: patch(`*** Move to: src/new.js\n${hunk("  let sum = 0;", "  let sum = 1;", "@@")}`),
    error: "notWanted",
  },
  { name: "patch, only context", before: formBefore, answer: patch("@@\n   let sum = 0;"), error: "noChange" },
  {
    name: "SEARCH/REPLACE with two dividers",
    before: formBefore,
    answer: block("  let sum = 0;", "  let sum = 1;\n=======\n  let sum = 2;"),
    error: "noProposal",
  },
  {
    name: "elision, the text beside it changed",
    before: formBefore,
    answer: fence("import x;\n// ... existing code ...\n}"),
    error: "noProposal",
  },
  {
    name: "elision, the last lines changed",
    before: formBefore,
    answer: fence("import { load } from 'store';\n// ...\nend();"),
    error: "noProposal",
  },
  {
    name: "elision, wrong order",
    before: formBefore,
    answer: fence("export function count(items) {\n// ...\n  let sum = 0;"),
    error: "noProposal",
  },
];
