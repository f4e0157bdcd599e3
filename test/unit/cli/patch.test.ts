import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../cli/patch.js";

const hasGit = spawnSync("git", ["--version"]).status === 0;

describe("unifiedDiff", () => {
  it("shows the changed line between three lines of context", () => {
    const lines = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    const diff = unifiedDiff("src/a.ts", `${lines.join("\n")}\n`, `${lines.with(4, "five").join("\n")}\n`);
    expect(diff).toBe("--- a/src/a.ts\n+++ b/src/a.ts\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  });

  it.skipIf(!hasGit).each([
    ["plain line ends", "one\ntwo\nthree\n", "one\n2\nthree\n"],
    ["Windows line ends", "one\r\ntwo\r\nthree\r\n", "one\r\n2\r\nthree\r\n"],
    ["no line end at the end", "one\ntwo", "one\n2"],
    ["a line end that is new", "one\ntwo", "one\ntwo\n"],
  ])("is a patch that git takes, with %s", (_, before, after) => {
    const folder = mkdtempSync(path.join(tmpdir(), "ponder-patch-"));
    try {
      writeFileSync(path.join(folder, "a.ts"), before);
      execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
        cwd: folder,
        input: unifiedDiff("a.ts", before, after),
        stdio: ["pipe", "ignore", "inherit"],
        env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_NOSYSTEM: "1", HOME: folder },
      });
      expect(readFileSync(path.join(folder, "a.ts"), "utf8")).toBe(after);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
