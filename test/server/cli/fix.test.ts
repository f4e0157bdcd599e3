import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventsOf, orderOf, ponder } from "../../support/ponder.js";

// From test/fixtures/reliable.jsonl: the demo model solves it.
const before = `def cached_branches(needle:
    folder_cache = {}

    def inner(key):
        if key not in folder_cache:
            folder_cache[key] = needle(key)
        return folder_cache[key]

    return inner
`;
const after = before.replace("(needle:", "(needle):");
const problem = "'(' was never closed";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-fix-"));
  file = path.join(folder, "map.py");
  await writeFile(file, before);
});
afterEach(() => rm(folder, { recursive: true }));

describe("ponder fix", () => {
  it("prints a diff and writes nothing", async () => {
    const run = await ponder(["fix", "map.py", "--problem", problem], { cwd: folder });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("--- a/map.py\n+++ b/map.py\n@@ ");
    expect(run.stdout).toContain("-def cached_branches(needle:\n+def cached_branches(needle):\n");
    expect(run.stdout).not.toContain("think>");
    expect(await readFile(file, "utf8")).toBe(before);
  });

  it("streams the thought before the proposal, and the usage last", async () => {
    const run = await ponder(["fix", "map.py", "--problem", problem, "--json"], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const events = eventsOf(run);
    expect(orderOf(events).filter((type) => type !== "phase")).toEqual([
      "thinking",
      "thinkingDone",
      "answer",
      "proposal",
      "usage",
    ]);
    expect(await readFile(file, "utf8")).toBe(before);
  });

  it("writes the file with --apply, with its own line ends, byte order mark and mode", async () => {
    const windows = (text: string): string => `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    await writeFile(file, windows(before));
    await chmod(file, 0o755);
    const run = await ponder(["fix", "map.py", "--problem", problem, "--apply"], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stdout: "" });
    expect(run.stderr).toContain("Changed map.py.");
    expect(await readFile(file, "utf8")).toBe(windows(after));
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o755);
  });

  it("fixes the lines it was given and leaves the others alone", async () => {
    const around = (text: string): string => `rate = 3\n\n${text}\nlimit = 4\n`;
    await writeFile(file, around(before));
    const run = await ponder(["fix", "map.py:3-11", "--problem", problem, "--apply"], { cwd: folder });
    expect(run.code).toBe(0);
    expect(await readFile(file, "utf8")).toBe(around(after));
  });
});

describe("ponder fix with one line", () => {
  it("takes the function around it", async () => {
    const other = "def broken(:\n    return 3\n\n\n";
    await writeFile(file, other + before);
    const run = await ponder(["fix", "map.py:8", "--problem", problem, "--apply"], { cwd: folder });
    expect(run.code).toBe(0);
    expect(await readFile(file, "utf8")).toBe(other + after);
  });
});

describe("ponder complete", () => {
  // From test/fixtures/reliable.jsonl as well.
  const head = "export function addToBalances(balance: string, balances: string[] = []): string[] {\n";
  const code = `${head}    balances.push(balance);\n    \n}\n`;

  it("prints what the editor would show", async () => {
    await writeFile(path.join(folder, "balances.ts"), code);
    const place = ["--line", "3", "--column", "5"];
    const run = await ponder(["complete", "balances.ts", ...place], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stdout: "return balances;\n" });
  });

  it("says with --json what it replaces", async () => {
    await writeFile(path.join(folder, "balances.ts"), code);
    const place = ["--line", "3", "--column", "5"];
    const run = await ponder(["complete", "balances.ts", "--json", ...place], { cwd: folder });
    expect(run.code).toBe(0);
    expect(eventsOf(run)).toEqual([
      {
        type: "completion",
        text: "return balances;",
        range: { start: { line: 2, character: 4 }, end: { line: 2, character: 4 } },
      },
    ]);
  });
});
