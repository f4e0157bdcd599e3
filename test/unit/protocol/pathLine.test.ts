import { describe, expect, it } from "vitest";
import { pathInComment, pathInInfo, pathInLine } from "../../../protocol/pathLine.js";

describe("a path in a line", () => {
  it.each([
    ["src/a.ts", "src/a.ts"],
    ["`src/a.ts`", "src/a.ts"],
    ["**src/a.ts**", "src/a.ts"],
    ["### `src/a.ts`:", "src/a.ts"],
    ["1. src\\a.ts", "src\\a.ts"],
    ["File: src/a.ts", "src/a.ts"],
    ["**File:** `src/a.ts`", "src/a.ts"],
    ["Filename: Makefile", "Makefile"],
    ["`my notes.md`", "my notes.md"],
    ["Change this in `src/a.ts`:", "src/a.ts"],
    ["a.ts", "a.ts"],
    [".gitignore", ".gitignore"],
    ["../../etc/passwd", "../../etc/passwd"],
  ])("%s", (line, path) => expect(pathInLine(line)).toBe(path));

  it.each([
    "Here is the code:",
    "Call `items.length` instead:",
    "The file `a.ts` is wrong.",
    "See https://example.com/a.ts",
    "https://example.com/a.ts",
    "...",
    "In `src/a.ts` and `src/b.ts`:",
    "",
    "// src/a.ts",
  ])("none in “%s”", (line) => expect(pathInLine(line)).toBeUndefined());
});

describe("a path in the info of a fence", () => {
  it.each([
    ["ts:src/a.ts", "src/a.ts"],
    ["ts src/a.ts", "src/a.ts"],
    ["src/a.ts", "src/a.ts"],
    ['ts title="src/a.ts"', "src/a.ts"],
    ["js filename=a.js", "a.js"],
  ])("%s", (info, path) => expect(pathInInfo(info)).toBe(path));
  it.each(["c++", ".net", "objective-c", "js", "", "js {1,3}"])("none in “%s”", (info) =>
    expect(pathInInfo(info)).toBeUndefined(),
  );
});

describe("a path in the first comment", () => {
  it.each(["// src/a.ts", "# src/a.ts", "/* src/a.ts */", "<!-- src/a.ts -->", "-- src/a.ts", "// file: src/a.ts"])(
    "%s",
    (line) => expect(pathInComment(line)).toBe("src/a.ts"),
  );
  it.each(["// a.ts", "// see src/a.ts", "// and/or", "src/a.ts", "// https://x.y/a.ts"])("none in “%s”", (line) =>
    expect(pathInComment(line)).toBeUndefined(),
  );
});
