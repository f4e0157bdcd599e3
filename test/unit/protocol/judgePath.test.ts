import { describe, expect, it } from "vitest";
import { isProtectedPath, judgePath } from "../../../protocol/judgePath.js";
import { escapes, protectedNames, protectedSpellings } from "../../support/paths/hostilePaths.js";

describe("protected names", () => {
  it("are at least 900 spellings", () => expect(protectedSpellings.length).toBeGreaterThanOrEqual(900));

  it("are never fine, whatever their spelling", () => {
    expect(protectedSpellings.filter((path) => judgePath(path).verdict === "fine")).toEqual([]);
  });

  it("are protected, not refused, where they are only protected", () => {
    expect(protectedNames.filter((path) => judgePath(path).verdict !== "protected")).toEqual([]);
    expect(protectedNames.filter((path) => !isProtectedPath(`/home/me/work/${path}`))).toEqual([]);
  });
});

describe("escapes", () => {
  it("are at least 400", () => expect(escapes.length).toBeGreaterThanOrEqual(400));

  it("are all refused, with a reason", () => {
    const judged = escapes.map((path) => ({ path, ...judgePath(path) }));
    expect(judged.filter(({ verdict, reason }) => verdict !== "refused" || reason === "")).toEqual([]);
  });
});

it.each([
  "src/a.ts",
  "./a.ts",
  "a\\b.ts",
  "é/ü.ts",
  "e\u0301.ts",
  "docs/agents.txt",
  "src/git/config",
  "日本/語.ts",
  "a b/c.ts",
])("%s is fine", (path) => expect(judgePath(path)).toEqual({ verdict: "fine", reason: "" }));
