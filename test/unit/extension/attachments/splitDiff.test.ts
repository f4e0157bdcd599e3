import { expect, it } from "vitest";
import { splitDiff } from "../../../../extension/chat/attachments/splitDiff.js";

const changed = (path: string) =>
  `diff --git a/${path} b/${path}\nindex 5626abf..f719efd 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-one\n+two\n`;

it.each([
  ["a changed file", changed("src/a.txt"), [["src/a.txt"]]],
  ["two files", changed("a.txt") + changed("b/.env"), [["a.txt"], ["b/.env"]]],
  [
    "a name with blanks, which has a tab behind it",
    changed("a b.txt").replaceAll(/^([-+]{3} .*)$/gm, "$1\t"),
    [["a b.txt"]],
  ],
  [
    "a new file",
    "diff --git a/.env b/.env\nnew file mode 100644\nindex 0000000..5626abf\n--- /dev/null\n+++ b/.env\n@@ -0,0 +1 @@\n+K=1\n",
    [[".env"]],
  ],
  [
    "a deleted file",
    "diff --git a/.env b/.env\ndeleted file mode 100644\nindex 5626abf..0000000\n--- a/.env\n+++ /dev/null\n@@ -1 +0,0 @@\n-K=1\n",
    [[".env"]],
  ],
  [
    "a renamed file that did not change",
    "diff --git a/.env b/env.txt\nsimilarity index 100%\nrename from .env\nrename to env.txt\n",
    [[".env", "env.txt"]],
  ],
  ["a new empty file", "diff --git a/.env b/.env\nnew file mode 100644\nindex 0000000..e69de29\n", [[".env"]]],
  [
    "a binary file",
    "diff --git a/k.pem b/k.pem\nindex 5626abf..f719efd 100644\nBinary files a/k.pem and b/k.pem differ\n",
    [["k.pem"]],
  ],
  [
    "a name that Git writes in quotation marks",
    'diff --git "a/\\303\\244/.env" "b/\\303\\244/.env"\nindex 1..2 100644\n--- "a/\\303\\244/.env"\n+++ "b/\\303\\244/.env"\n@@ -1 +1 @@\n-a\n+b\n',
    [["\\303\\244/.env"]],
  ],
  [
    "a change that looks like a head",
    changed("a.txt").replace("-one", "--- a/.env\n+++ b/.env\n diff --git a/x b/x"),
    [["a.txt"]],
  ],
  ["nothing", "", []],
])("finds the files of a diff: %s", (_, diff, paths) => {
  const parts = splitDiff(diff);
  expect(parts.map((part) => part.paths)).toEqual(paths);
  expect(parts.map(({ text }) => text).join("")).toBe(diff);
});
