import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFile } from "../../../cli/replaceFile.js";
import { readSourceFile } from "../../../cli/sourceFile.js";
import { failure } from "../../support/failure.js";

let folder: string;
let name: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-replace-"));
  name = path.join(folder, "cart.ts");
});
afterEach(() => rm(folder, { recursive: true }));

const posix = process.platform !== "win32";

describe("replaceFile", () => {
  it("writes the text, keeps the byte order mark and leaves nothing beside the file", async () => {
    await writeFile(name, "\uFEFFone\r\n");
    await replaceFile(await readSourceFile(name, folder), "two\r\n");
    expect(await readFile(name, "utf8")).toBe("\uFEFFtwo\r\n");
    expect(await readdir(folder)).toEqual(["cart.ts"]);
  });

  it.runIf(posix)("keeps the mode", async () => {
    await writeFile(name, "one");
    await chmod(name, 0o757);
    await replaceFile(await readSourceFile(name, folder), "two");
    expect((await stat(name)).mode & 0o777).toBe(0o757);
  });

  it.runIf(posix)("writes the file behind a link and keeps the link", async () => {
    const link = path.join(folder, "link.ts");
    await writeFile(name, "one");
    await symlink("cart.ts", link);
    await replaceFile(await readSourceFile(link, folder), "two");
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(name, "utf8")).toBe("two");
  });

  it("refuses to overwrite what somebody else wrote meanwhile", async () => {
    await writeFile(name, "one");
    const file = await readSourceFile(name, folder);
    await writeFile(name, "mine");
    await expect(replaceFile(file, "two")).rejects.toThrow(failure("documentChanged"));
    expect(await readFile(name, "utf8")).toBe("mine");
    expect(await readdir(folder)).toEqual(["cart.ts"]);
  });

  it("refuses a file that is gone", async () => {
    await writeFile(name, "one");
    const file = await readSourceFile(name, folder);
    await rm(name);
    await expect(replaceFile(file, "two")).rejects.toThrow(failure("fileNotUsable"));
    expect(await readdir(folder)).toEqual([]);
  });

  // Root may write everything, so there is nothing to see.
  it.runIf(posix && process.getuid?.() !== 0)("leaves a write-protected file alone", async () => {
    await writeFile(name, "one");
    await chmod(name, 0o444);
    await expect(replaceFile(await readSourceFile(name, folder), "two")).rejects.toThrow(failure("fileNotUsable"));
    expect(await readFile(name, "utf8")).toBe("one");
  });
});
