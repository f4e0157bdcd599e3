import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../../../language-server/verify/tests/runCommand.js";
import { copyWorkTree, TooLargeToCopy } from "../../../language-server/verify/tests/workTreeCopy.js";
import { processesWith } from "../../support/processes.js";

const never = new AbortController().signal;
const none: ReadonlyMap<string, string> = new Map();
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-tree-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, stdio: "pipe" });

/** Every file and folder with its bytes and the time of its last change. */
async function fingerprint(at: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of (await readdir(at, { withFileTypes: true, recursive: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const name = path.join(entry.parentPath, entry.name);
    const { mtimeMs, mode } = await lstat(name);
    const hash = entry.isFile()
      ? createHash("sha256")
          .update(await readFile(name))
          .digest("hex")
      : "";
    found.push(`${path.relative(at, name)} ${String(mtimeMs)} ${String(mode)} ${hash}`);
  }
  return found.sort();
}

const listed = async (at: string) =>
  (await readdir(at, { withFileTypes: true, recursive: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(at, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();

describe("the copy of a work tree", () => {
  it("has tracked and untracked files, and neither ignored ones nor git's own", async () => {
    await write({ "a.txt": "a", "src/b.txt": "b", ".gitignore": "ignored/\n", "ignored/big.bin": "x", "gone.txt": "" });
    git("init", "-q");
    git("add", "a.txt", "gone.txt", ".gitignore");
    git("commit", "-qm", "x");
    await rm(path.join(folder, "gone.txt"));
    const copy = await copyWorkTree(folder, none, never);
    expect(await listed(copy.path)).toEqual([".gitignore", "a.txt", "src/b.txt"]);
    await copy.dispose();
    await expect(lstat(copy.path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("has all files where git knows nothing, and texts that are not on the disk", async () => {
    await write({ "a.txt": "old", "sub/b.txt": "b" });
    const copy = await copyWorkTree(
      folder,
      new Map([
        ["a.txt", "new"],
        ["more/c.txt", "c"],
      ]),
      never,
    );
    expect(await listed(copy.path)).toEqual(["a.txt", "more/c.txt", "sub/b.txt"]);
    expect(await readFile(path.join(copy.path, "a.txt"), "utf8")).toBe("new");
    expect(await readFile(path.join(folder, "a.txt"), "utf8")).toBe("old");
    await copy.dispose();
  });

  it("links packages one by one, and a package of the tree itself to its copy", async () => {
    await write({
      "packages/lib/index.js": "1",
      "packages/app/node_modules/own/index.js": "2",
      "packages/app/main.js": "",
      "node_modules/dep/index.js": "3",
      "node_modules/@scope/dep/index.js": "4",
      "node_modules/.cache/state": "5",
      "node_modules/.bin/dep": "6",
    });
    await symlink("../packages/lib", path.join(folder, "node_modules/lib"));
    const copy = await copyWorkTree(folder, none, never);
    const real = (name: string) => realpath(path.join(copy.path, name));
    expect(await real("node_modules/dep/index.js")).toBe(path.join(folder, "node_modules/dep/index.js"));
    expect(await real("node_modules/@scope/dep/index.js")).toBe(path.join(folder, "node_modules/@scope/dep/index.js"));
    expect(await real("packages/app/node_modules/own/index.js")).toBe(
      path.join(folder, "packages/app/node_modules/own/index.js"),
    );
    expect(await real("node_modules/lib/index.js")).toBe(path.join(copy.path, "packages/lib/index.js"));
    expect(await readdir(path.join(copy.path, "node_modules"))).toEqual(
      expect.arrayContaining([".bin", "@scope", "dep", "lib"]),
    );
    expect(await readdir(path.join(copy.path, "node_modules"))).not.toContain(".cache");
    await copy.dispose();
    // What was linked is still there.
    expect(await readFile(path.join(folder, "node_modules/dep/index.js"), "utf8")).toBe("3");
  });

  it("follows no link out of the tree", async () => {
    await write({ "a.txt": "a" });
    await symlink("a.txt", path.join(folder, "inside"));
    await symlink("../outside", path.join(folder, "outside"));
    await symlink(path.join(folder, "a.txt"), path.join(folder, "absolute"));
    const copy = await copyWorkTree(folder, none, never);
    expect(await listed(copy.path)).toEqual(["a.txt", "inside"]);
    await copy.dispose();
  });

  it("is refused where it would be too large, and stopped by an abort", async () => {
    await write({ "a.txt": "12345", "b.txt": "12345" });
    await expect(copyWorkTree(folder, none, never, { files: 1, bytes: 100 })).rejects.toThrow(TooLargeToCopy);
    await expect(copyWorkTree(folder, none, never, { files: 9, bytes: 9 })).rejects.toThrow(TooLargeToCopy);
    await expect(copyWorkTree(folder, none, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
  });
});

describe("a command in a copy", () => {
  it("leaves the work tree as it was: bytes, modes, times and git's own files", async () => {
    await write({
      "src/a.js": "module.exports = 1;\n",
      "node_modules/dep/index.js": "module.exports = 2;\n",
      "package.json": JSON.stringify({ name: "x" }),
      ".gitignore": "node_modules\n",
    });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "x");
    const before = await fingerprint(folder);
    const copy = await copyWorkTree(folder, none, never);
    const script = `
      const fs = require("fs");
      fs.writeFileSync("src/a.js", "changed");
      fs.rmSync("package.json");
      fs.mkdirSync("node_modules/.cache");
      fs.writeFileSync("node_modules/.cache/x", "x");
      fs.writeFileSync("new.txt", String(require("dep")));
    `;
    await writeFile(path.join(copy.path, "script.cjs"), script);
    const end = await runCommand(`"${process.execPath}" script.cjs`, copy.path, 60_000, never);
    expect(end).toMatchObject({ code: 0, timedOut: false });
    expect(await readFile(path.join(copy.path, "new.txt"), "utf8")).toBe("2");
    await copy.dispose();
    expect(await fingerprint(folder)).toEqual(before);
  });

  it("says how it ended, with the end of its output and without colours", async () => {
    const script = `process.stdout.write("x".repeat(100000)); process.stderr.write("\\u001b[31mred\\u001b[39m end"); process.exitCode = 3;`;
    await write({ "script.cjs": script });
    const end = await runCommand(`"${process.execPath}" script.cjs`, folder, 60_000, never);
    expect(end.code).toBe(3);
    expect(end.output.length).toBeLessThanOrEqual(32_000);
    expect(end.output).toMatch(/red end/);
    expect(end.output).not.toContain("\u001b");
  });

  it("has nothing to read, and knows that nobody watches", async () => {
    await write({ "script.cjs": `process.stdin.resume().on("end", () => console.log("end", process.env.CI));` });
    expect((await runCommand(`"${process.execPath}" script.cjs`, folder, 60_000, never)).output).toBe("end 1\n");
  });

  const mark = `mark-${String(process.pid)}`;
  /** Starts a child, a grandchild whose parent is gone, and one in a session of its own, all of which wait for ever. */
  const forest = `
    const { spawn } = require("child_process");
    const wait = ["-e", "setInterval(() => {}, 1000)", "${mark}"];
    spawn(process.execPath, wait, { stdio: "inherit" });
    spawn(process.execPath, wait, { stdio: "inherit", detached: true }).unref();
    const middle = 'require("child_process").spawn(process.execPath, ' + JSON.stringify(wait) + ', { stdio: "ignore", detached: true }).unref()';
    spawn(process.execPath, ["-e", middle], { stdio: "ignore", detached: true }).on("exit", () => console.log("ready"));
  `;

  it("is killed at its limit, with all it started", async () => {
    await write({ "script.cjs": `${forest} setInterval(() => {}, 1000);` });
    const end = await runCommand(`"${process.execPath}" script.cjs`, folder, 3_000, never);
    expect(end).toMatchObject({ code: null, timedOut: true });
    await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toEqual([]);
  });

  it("is killed when it is cancelled, and leaves nothing running when it ends by itself", async () => {
    await write({ "script.cjs": `${forest} setInterval(() => {}, 1000);` });
    const abort = new AbortController();
    const run = runCommand(`"${process.execPath}" script.cjs`, folder, 60_000, abort.signal);
    await expect.poll(() => processesWith(mark).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    abort.abort(new Error("stopped"));
    await expect(run).rejects.toThrow("stopped");
    await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toEqual([]);

    await write({ "script.cjs": `${forest} setTimeout(() => process.exit(0), 1500);` });
    expect((await runCommand(`"${process.execPath}" script.cjs`, folder, 60_000, never)).code).toBe(0);
    await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toEqual([]);
  });
});
