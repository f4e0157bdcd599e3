import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ended, startPonder } from "../../support/ponder.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-stop-"));
  await writeFile(path.join(folder, "long.ts"), "const total = first + second;\n".repeat(300));
});
afterAll(() => rm(folder, { recursive: true }));

type WriteAll = (text: string, done: (error?: Error | null) => void) => void;

/** All processes below one (Linux). */
function descendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] !== "Z";
  } catch {
    return false;
  }
}

// Windows has no signals to send to a process.
describe.runIf(process.platform !== "win32")("Ctrl+C", () => {
  it("cancels a request, ends with 130 and writes nothing", async () => {
    const child = startPonder(["fix", "long.ts", "--apply", "--json"], folder);
    const end = ended(child);
    // The first event comes before the model is loaded and the long file is read.
    await once(child.stdout, "data");
    const below = process.platform === "linux" && child.pid !== undefined ? descendants(child.pid) : [];
    if (process.platform === "linux") expect(below.length).toBeGreaterThan(0);
    child.kill("SIGINT");
    const run = await end;
    expect(run).toMatchObject({ code: 130, stderr: "" });
    expect(run.stdout).not.toContain('"error"');
    expect(await readFile(path.join(folder, "long.ts"), "utf8")).toHaveLength(300 * 30);
    expect(below.filter(isAlive)).toEqual([]);
  });

  it("ends a command that waits for its input", async () => {
    const child = startPonder(["apply", "long.ts"], folder);
    const end = ended(child);
    // More than a pipe holds: it is written when the command has begun to read.
    await promisify(child.stdin.write.bind(child.stdin) as WriteAll)("x".repeat(1_000_000));
    child.kill("SIGINT");
    expect(await end).toMatchObject({ code: 130, stdout: "" });
  });
});
