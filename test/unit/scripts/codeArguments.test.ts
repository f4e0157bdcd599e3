import path from "node:path";
import { expect, test } from "vitest";
import { parseCodeArguments } from "../../../scripts/editor/codeArguments.mjs";

test("reads what a test run hands to the `code` executable", () => {
  const read = parseCodeArguments([
    "/work/space",
    "--user-data-dir=/tmp/data",
    "--extensions-dir=/tmp/extensions",
    "--no-sandbox",
    "--extensionDevelopmentPath=/repo/one",
    "--extensionDevelopmentPath=file:///repo/two",
    "--extensionTestsPath=/repo/out/index.cjs",
  ]);
  expect(read).toEqual({
    workspace: path.resolve("/work/space"),
    extensions: path.resolve("/tmp/extensions"),
    developed: [path.resolve("/repo/one"), path.resolve("/repo/two")],
    tests: path.resolve("/repo/out/index.cjs"),
  });
  expect(parseCodeArguments(["--disable-gpu"])).toEqual({ developed: [] });
});
