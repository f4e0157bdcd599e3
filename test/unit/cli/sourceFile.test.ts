import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { maxTextBytes, rangeOfLines, readSourceFile } from "../../../cli/sourceFile.js";
import { failure } from "../../support/failure.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-source-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("readSourceFile", () => {
  it("keeps line ends and takes the byte order mark off", async () => {
    await writeFile(path.join(folder, "cart.py"), "\uFEFFa = 1\r\nb = 2\r\n");
    const file = await readSourceFile("cart.py", folder);
    expect(file).toMatchObject({ shownPath: "cart.py", hasByteOrderMark: true });
    expect(file.document.languageId).toBe("python");
    expect(file.document.getText()).toBe("a = 1\r\nb = 2\r\n");
  });

  it("shows a path inside the working directory, else the name alone", async () => {
    await mkdir(path.join(folder, "src/deep"), { recursive: true });
    await writeFile(path.join(folder, "src/deep/a.ts"), "");
    await writeFile(path.join(folder, "b.ts"), "");
    expect((await readSourceFile("src/deep/a.ts", folder)).shownPath).toBe("src/deep/a.ts");
    expect((await readSourceFile("../../b.ts", path.join(folder, "src/deep"))).shownPath).toBe("b.ts");
  });

  it.each<[string, Buffer | string]>([
    ["binary", Buffer.from([65, 0, 66])],
    ["Latin-1", Buffer.from([0x63, 0x61, 0x66, 0xe9])],
    ["too large", Buffer.alloc(maxTextBytes + 1, 65)],
  ])("refuses a file that is %s", async (_, content) => {
    await writeFile(path.join(folder, "file"), content);
    await expect(readSourceFile("file", folder)).rejects.toThrow(failure("fileNotUsable"));
  });

  it("refuses a folder and a missing file", async () => {
    await expect(readSourceFile(".", folder)).rejects.toThrow(failure("fileNotUsable"));
    await expect(readSourceFile("missing", folder)).rejects.toThrow(failure("fileNotUsable"));
  });
});

describe("rangeOfLines", () => {
  it.each([
    [undefined, { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } }],
    [
      { first: 2, last: 2 },
      { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } },
    ],
    [
      { first: 1, last: 3 },
      { start: { line: 0, character: 0 }, end: { line: 2, character: 5 } },
    ],
  ])("covers lines %o without the last line end", async (lines, range) => {
    await writeFile(path.join(folder, "a.ts"), "one\r\ntwo!\nthree\n");
    expect(rangeOfLines(await readSourceFile("a.ts", folder), lines)).toEqual(range);
  });

  it("refuses lines that are not there", async () => {
    await writeFile(path.join(folder, "a.ts"), "one\ntwo");
    const file = await readSourceFile("a.ts", folder);
    expect(() => rangeOfLines(file, { first: 1, last: 3 })).toThrow(failure("badRequest"));
  });
});
