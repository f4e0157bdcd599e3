import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, ponder } from "../../support/ponder.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-bad-"));
  await writeFile(path.join(folder, "a.ts"), "one\ntwo\n");
  await writeFile(path.join(folder, "binary"), Buffer.from([0, 1, 2]));
  await writeFile(path.join(folder, "large.ts"), "x".repeat(5 * 1024 * 1024));
  await writeFile(path.join(folder, "broken.gguf"), "This is no model.");
});
afterAll(() => rm(folder, { recursive: true }));

describe("ponder with a bad input", () => {
  it.each<[number, string, readonly string[]]>([
    [64, "badRequest", ["ask", ""]],
    [64, "badRequest", ["ask"]],
    [64, "badRequest", ["brew"]],
    [64, "badRequest", ["explain", "a.ts:9-12"]],
    [64, "badRequest", ["explain", "a.ts:2-1"]],
    [64, "badRequest", ["fix", "a.ts:0-1"]],
    [64, "badRequest", ["complete", "a.ts", "--line", "9", "--column", "1"]],
    [64, "badRequest", ["complete", "a.ts", "--line", "1", "--column", "5"]],
    [64, "badRequest", ["complete", "a.ts", "--line", "1"]],
    [66, "fileNotUsable", ["explain", "missing.ts"]],
    [66, "fileNotUsable", ["explain", "."]],
    [66, "fileNotUsable", ["fix", "binary"]],
    [66, "fileNotUsable", ["fix", "large.ts"]],
    [66, "fileNotUsable", ["ask", "Why?", "--file", "missing.ts"]],
    [66, "fileNotUsable", ["apply", "missing.ts"]],
    [1, "modelNotFound", ["ask", "Why?", "--model", "missing.gguf"]],
    [1, "modelDamaged", ["ask", "Why?", "--model", "broken.gguf"]],
  ])("ends with %i and %s: %j", async (exitCode, code, args) => {
    const run = await ponder(args, { cwd: folder });
    expect(run).toMatchObject({ code: exitCode, stdout: "" });
    expect(run.stderr).toMatch(new RegExp(`^ponder: ${code}: \\S.*\n  \\S.*\n$`));
    const json = await ponder([...args, "--json"], { cwd: folder });
    expect(json).toMatchObject({ code: exitCode, stderr: "" });
    expect(eventsOf(json).at(-1)).toMatchObject({ type: "error", code });
  });

  it("shows its help when it is not told anything", async () => {
    const run = await ponder(["help", "fix"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("--apply");
  });
});
