import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTypescript } from "../../../language-server/verify/typescript/findTypescript.js";
import { TypescriptChecker } from "../../../language-server/verify/typescript/typescriptChecker.js";
import { bundles } from "../../../scripts/bundles.js";
import { repository } from "../../support/engineProgram.js";

const never = new AbortController().signal;
const typescript = path.join(repository, "node_modules/typescript/lib/typescript.js");

describe("the problems that TypeScript finds", () => {
  let folder: string;
  let program: string;
  let checker: TypescriptChecker;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-ts-")));
    const outdir = path.join(repository, "out/test/typescript");
    await build({
      ...bundles.server,
      entryPoints: { typescript: "language-server/verify/typescript/process.ts" },
      absWorkingDir: repository,
      outdir,
    });
    program = path.join(outdir, "typescript.cjs");
    checker = new TypescriptChecker({ program });
    await write("app/tsconfig.json", '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["src"] }');
    await write("app/src/sum.ts", "export function sum(items: number[]): number {\n  return items.length;\n}\n");
    await write("app/src/main.ts", 'import { sum } from "./sum";\nexport const total: number = sum([1]);\n');
    await write("app/src/plain.js", "export function half(value) {\n  return value / 2;\n}\n");
    await write("app/outside.ts", "export const a: string = 1;\n");
    await write("app/node_modules/slow/typescript.js", "for (;;);");
    await write("app/node_modules/none/typescript.js", "module.exports = { versionMajorMinor: '7.0' };");
  });
  afterAll(async () => {
    checker.dispose();
    await rm(folder, { recursive: true });
  });

  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  const ask = (name: string, text?: string) => {
    const file = path.join(folder, name);
    const texts = text === undefined ? [] : [{ path: file, text }];
    return checker.problems({ typescript, folder, texts, paths: [file] }, never);
  };

  it("are those of a text that is not on the disk, by the project's own configuration", async () => {
    expect(await ask("app/src/sum.ts")).toEqual([]);
    const broken = "export function sum(items: number[]): number {\n  return itemz.length;\n}\n";
    expect(await ask("app/src/sum.ts", broken)).toEqual([
      {
        path: path.join(folder, "app/src/sum.ts"),
        code: "2552",
        message: "Cannot find name 'itemz'. Did you mean 'items'?",
        line: 1,
      },
    ]);
    // The disk is as it was, and so is the next answer.
    expect(await ask("app/src/sum.ts")).toEqual([]);
  });

  it("are found in the files that import the changed one", async () => {
    const other = "export function sum(items: number[], start: number): number {\n  return start + items.length;\n}\n";
    expect(await ask("app/src/sum.ts", other)).toEqual([
      expect.objectContaining({ path: path.join(folder, "app/src/main.ts"), code: "2554", line: 1 }),
    ]);
  });

  it("are syntax errors and undeclared names in plain JavaScript, whose types nobody checks", async () => {
    expect(await ask("app/src/plain.js", "export const half = (value) => value.nothing / 2;\n")).toEqual([]);
    expect(await ask("app/src/plain.js", "export const half = (value) => valeu / 2;\n")).toMatchObject([
      { code: "2552" },
    ]);
    expect(await ask("app/src/plain.js", "export const half = (value => value / 2;\n")).not.toEqual([]);
  });

  it("are found in files that no configuration includes, too", async () => {
    expect(await ask("app/outside.ts")).toMatchObject([{ code: "2322" }]);
    expect(await ask("app/new.ts", "const a: string = 1;\n")).toMatchObject([{ code: "2322" }]);
  });

  it("cannot be told by a TypeScript without a language service", async () => {
    const none = path.join(folder, "app/node_modules/none/typescript.js");
    const file = path.join(folder, "app/src/sum.ts");
    expect(await checker.problems({ typescript: none, folder, texts: [], paths: [file] }, never)).toEqual({
      unknown: "This version of TypeScript has no language service to ask.",
    });
    const missing = await checker.problems({ typescript: `${none}.gone`, folder, texts: [], paths: [file] }, never);
    expect(missing).toMatchObject({ unknown: expect.stringContaining("Cannot find module") as string });
  });

  it("are waited for no longer than the limit; the process is killed, and the next question has another", async () => {
    const limited = new TypescriptChecker({ program, limitMs: 1_500 });
    const slow = path.join(folder, "app/node_modules/slow/typescript.js");
    const file = path.join(folder, "app/src/sum.ts");
    const question = limited.problems({ typescript: slow, folder, texts: [], paths: [file] }, never);
    const pid = limited.pid ?? expect.fail("no process");
    expect(await question).toEqual({ unknown: "TypeScript needed more than 2 seconds." });
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);

    const abort = new AbortController();
    const other = limited.problems({ typescript: slow, folder, texts: [], paths: [file] }, abort.signal);
    const again = limited.pid ?? expect.fail("no process");
    expect(again).not.toBe(pid);
    abort.abort(new Error("stopped"));
    await expect(other).rejects.toThrow("stopped");
    await expect.poll(() => isRunning(again), { timeout: 10_000 }).toBe(false);
  });

  it("need no process when nobody asks", async () => {
    const brief = new TypescriptChecker({ program, keepMs: 50 });
    await brief.problems({ typescript, folder, texts: [], paths: [path.join(folder, "app/src/sum.ts")] }, never);
    await expect.poll(() => brief.pid, { timeout: 10_000 }).toBeUndefined();
  });

  it("are told by the nearest TypeScript of the folder, and by none above it", async () => {
    expect(findTypescript(path.join(folder, "app/src/sum.ts"), folder)).toBeUndefined();
    await mkdir(path.join(folder, "app/node_modules/typescript/lib"), { recursive: true });
    const own = path.join(folder, "app/node_modules/typescript/lib/typescript.js");
    await symlink(typescript, own);
    expect(findTypescript(path.join(folder, "app/src/sum.ts"), folder)).toBe(own);
    expect(findTypescript(path.join(folder, "app/src/sum.ts"), path.join(folder, "app/src"))).toBeUndefined();
    expect(findTypescript(path.join(folder, "elsewhere/a.ts"), path.join(folder, "app"))).toBeUndefined();
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
