import { expect, it } from "vitest";
import { splitDiff } from "../../../extension/git/splitDiff.js";

const changed =
  "diff --git a/src/a b.ts b/src/a b.ts\nindex 1..2 100644\n--- a/src/a b.ts\n+++ b/src/a b.ts\n@@ -1 +1 @@\n-a\n+b\n";
const removed =
  "diff --git a/old.ts b/old.ts\ndeleted file mode 100644\n--- a/old.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
const renamed = "diff --git a/one.ts b/two.ts\nsimilarity index 100%\nrename from one.ts\nrename to two.ts\n";
const binary = "diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n";

it("takes a diff apart by files, with the new path of each", () => {
  const files = splitDiff(changed + removed + renamed + binary);
  expect(files.map(({ path }) => path)).toEqual(["src/a b.ts", "old.ts", "two.ts", "x.png"]);
  expect(files.map(({ diff }) => diff)).toEqual([changed, removed, renamed, binary]);
});

it("is not misled by a changed line that looks like a file", () => {
  const tricky = changed.replace("-a\n+b\n", "-diff --git a/q b/q\n+++ b/other.ts\n");
  expect(splitDiff(tricky).map(({ path }) => path)).toEqual(["src/a b.ts"]);
});

it.each(["", "warning: LF will be replaced\n"])("has no files where there are none: %j", (diff) => {
  expect(splitDiff(diff)).toEqual([]);
});
