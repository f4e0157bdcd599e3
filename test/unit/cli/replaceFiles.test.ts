import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFiles } from "../../../cli/replaceFiles.js";
import { readSourceFile, type SourceFile } from "../../../cli/sourceFile.js";
import { failure } from "../../support/failure.js";

let folder: string;
let name: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-replace-"));
  name = path.join(folder, "cart.ts");
});
afterEach(() => rm(folder, { recursive: true }));

const replaceFile = (file: SourceFile, text: string) => replaceFiles([{ file, text }]);
const posix = process.platform !== "win32";

describe("replacing one file", () => {
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

describe("replacing several files", () => {
  const others = async () => {
    const files = [];
    for (const [at, text] of ["one", "two", "three"].entries()) {
      const place = path.join(folder, `${at}.ts`);
      await writeFile(place, text);
      files.push(await readSourceFile(place, folder));
    }
    return files;
  };
  const texts = () => Promise.all(["0.ts", "1.ts", "2.ts"].map((one) => readFile(path.join(folder, one), "utf8")));
  const fresh = (...names: readonly string[]) => {
    const place = path.join(folder, ...names);
    return { place, shownPath: names.join("/"), text: "new\n" };
  };

  it("writes all, with new files and their folders", async () => {
    const files = await others();
    await replaceFiles([...files.map((file) => ({ file, text: "x" })), fresh("a", "b", "c.ts"), fresh("a", "d.ts")]);
    expect(await texts()).toEqual(["x", "x", "x"]);
    expect(await readFile(path.join(folder, "a/b/c.ts"), "utf8")).toBe("new\n");
    expect((await readdir(folder)).sort()).toEqual(["0.ts", "1.ts", "2.ts", "a"]);
    expect((await readdir(path.join(folder, "a"))).sort()).toEqual(["b", "d.ts"]);
  });

  it.each([0, 1, 2])("writes none when file %i of 3 was changed before", async (bad) => {
    const files = await others();
    await writeFile(path.join(folder, `${bad}.ts`), "mine");
    const before = await texts();
    const all = [...files.map((file) => ({ file, text: "x" })), fresh("a", "b.ts")];
    await expect(replaceFiles(all)).rejects.toThrow(failure("documentChanged"));
    expect(await texts()).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(["0.ts", "1.ts", "2.ts"]);
  });

  it.each([0, 1, 2])("takes back what was written when file %i of 3 changes in the middle", async (bad) => {
    const files = await others();
    const all = [...files.map((file) => ({ file, text: "x" })), fresh("a", "b.ts")];
    const meddle = () => writeFile(path.join(folder, `${bad}.ts`), "mine");
    await expect(replaceFiles(all, meddle)).rejects.toThrow(failure("documentChanged"));
    expect(await texts()).toEqual(["one", "two", "three"].with(bad, "mine"));
    expect((await readdir(folder)).sort()).toEqual(["0.ts", "1.ts", "2.ts"]);
  });

  it("takes all back when a file stands where a new one should", async () => {
    const files = await others();
    const all = [...files.map((file) => ({ file, text: "x" })), fresh("a", "b.ts")];
    const meddle = () => writeFile(path.join(folder, "a/b.ts"), "mine");
    await expect(replaceFiles(all, meddle)).rejects.toThrow(failure("documentChanged"));
    expect(await texts()).toEqual(["one", "two", "three"]);
    expect(await readFile(path.join(folder, "a/b.ts"), "utf8")).toBe("mine");
    expect(await readdir(path.join(folder, "a"))).toEqual(["b.ts"]);
  });

  it("takes all back when a folder stands where a new file should", async () => {
    const files = await others();
    await mkdir(path.join(folder, "a.ts"));
    await expect(replaceFiles([...files.map((file) => ({ file, text: "x" })), fresh("a.ts")])).rejects.toThrow(
      failure("documentChanged"),
    );
    expect(await texts()).toEqual(["one", "two", "three"]);
  });

  it("writes nothing when it is not confirmed", async () => {
    const [file] = await others();
    if (!file) throw new Error("no file");
    await expect(replaceFiles([{ file, text: "x" }], () => Promise.reject(new Error("no")))).rejects.toThrow(
      failure("fileNotUsable"),
    );
    expect(await texts()).toEqual(["one", "two", "three"]);
    expect((await readdir(folder)).sort()).toEqual(["0.ts", "1.ts", "2.ts"]);
  });
});
