import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { confirmPlace, findFolderFiles, type FolderFile } from "../../../cli/folderFiles.js";
import { replaceFiles } from "../../../cli/replaceFiles.js";
import { refuseUnconfirmed } from "../../../cli/unconfirmed.js";
import type { EditProposal } from "../../../protocol/edits.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { failure } from "../../support/failure.js";
import { escapes, protectedSpellings } from "../../support/paths/hostilePaths.js";
import { treeSnapshot } from "../../support/treeSnapshot.js";

/** A tree with a folder to work in and what lies around it. */
let tree: string;
let folder: string;
beforeEach(async () => {
  tree = await mkdtemp(path.join(tmpdir(), "ponder-folder-"));
  folder = path.join(tree, "work");
  await mkdir(path.join(folder, "src"), { recursive: true });
  await mkdir(path.join(tree, "outside"));
  await writeFile(path.join(folder, "src/a.ts"), "a\n");
  await writeFile(path.join(tree, "outside/secret.ts"), "secret\n");
});
afterEach(() => rm(tree, { recursive: true }));

const proposal: EditProposal = { id: "p", files: [], summary: "", checks: [] };

/** What `ponder apply FOLDER --write` does with one path. @returns how many files were written. */
async function write(named: string): Promise<number> {
  const { files } = await findFolderFiles(folder, [named]);
  try {
    refuseUnconfirmed(proposal, files, []);
    const texts = files.map(({ source, place, path: own }) =>
      source ? { file: source, text: "written\n" } : { place, shownPath: own, text: "written\n" },
    );
    await replaceFiles(texts, () => Promise.all(files.map((file) => confirmPlace(folder, file))));
    return files.length;
  } catch (error) {
    if (!PonderFailure.is(error)) throw error;
    return 0;
  }
}

const errorOf = async (named: string) => {
  const [answer] = (await findFolderFiles(folder, [named])).answers;
  return answer && "error" in answer ? answer.error.code : undefined;
};

describe("files of a folder that an answer names", () => {
  it("are found, or have a place", async () => {
    const { answers, files } = await findFolderFiles(folder, ["src/a.ts", "./src//a.ts", "src\\new\\b.ts"]);
    expect(answers.map((answer) => ("kind" in answer ? answer.kind : answer.error.code))).toEqual([
      "edit",
      "edit",
      "create",
    ]);
    expect(files.map((file) => [file.path, file.source?.document.getText()])).toEqual([
      ["src/a.ts", "a\n"],
      ["src/new/b.ts", undefined],
    ]);
    expect(await write("src/a.ts")).toBe(1);
    expect(await readFile(path.join(folder, "src/a.ts"), "utf8")).toBe("written\n");
  });

  it("0 of 900 spellings of protected names and 400 escapes are written", { timeout: 120_000 }, async () => {
    for (const name of [".git", ".vscode", ".github/workflows"])
      await mkdir(path.join(folder, name), { recursive: true });
    for (const name of [".git/config", ".vscode/settings.json", "package.json", ".env"])
      await writeFile(path.join(folder, name), "mine\n");
    const before = await treeSnapshot(tree);
    let written = 0;
    for (const named of [...protectedSpellings, ...escapes]) written += await write(named);
    expect(written).toBe(0);
    expect(await treeSnapshot(tree)).toBe(before);
    console.log(`${protectedSpellings.length} spellings and ${escapes.length} escapes: ${written} unconfirmed writes`);
  });

  it("protected ones are written when they are named by the user", async () => {
    const { files } = await findFolderFiles(folder, [".vscode/settings.json"]);
    expect(() => refuseUnconfirmed(proposal, files, [])).toThrow(failure("pathRefused"));
    expect(() => refuseUnconfirmed(proposal, files, [".vscode/tasks.json"])).toThrow(failure("pathRefused"));
    refuseUnconfirmed(proposal, files, ["./.vscode/settings.json"]);
  });

  it("edits that failed a check are written when their file is named by the user", async () => {
    const { files } = await findFolderFiles(folder, ["src/a.ts"]);
    const check = { name: "deletesMuch", passed: false, message: "It deletes much." } as const;
    const strange = { ...proposal, checks: [{ ...check, uri: files[0]?.uri ?? "" }] };
    expect(() => refuseUnconfirmed(strange, files, [])).toThrow("It deletes much.");
    refuseUnconfirmed(strange, files, ["src/a.ts"]);
    refuseUnconfirmed({ ...proposal, checks: [{ ...check, uri: "file:///other" }] }, files, []);
  });

  it.each([
    ["a folder", "src", "pathRefused"],
    ["below a file", "src/a.ts/b.ts", "pathRefused"],
    ["the same name in other letters", "SRC/a.ts", "pathRefused"],
    ["the same name in other letters, the file", "src/A.ts", "pathRefused"],
    ["in a folder that is not there: nothing to refuse", "lib/b.ts", undefined],
  ])("%s: %s", async (_, named, code) => expect(await errorOf(named)).toBe(code));

  it("a name that is composed otherwise than the known one is refused", async () => {
    await writeFile(path.join(folder, "\u00E9.ts"), "");
    expect(await errorOf("e\u0301.ts")).toBe("pathRefused");
    expect(await errorOf("\u00E9.ts")).toBeUndefined();
  });

  it("what is no text is no file to edit", async () => {
    await writeFile(path.join(folder, "a.bin"), Buffer.from([0, 1, 2]));
    expect(await errorOf("a.bin")).toBe("fileNotUsable");
  });
});

describe.runIf(process.platform !== "win32")("symbolic links", () => {
  /** Shapes of links that lead out, or nobody knows where: how they are made, and the paths through them. */
  const shapes: readonly (readonly [string, () => Promise<unknown>, readonly string[]])[] = [
    ["a file outside", () => symlink("../outside/secret.ts", path.join(folder, "l.ts")), ["l.ts"]],
    [
      "a file outside, absolute",
      () => symlink(path.join(tree, "outside/secret.ts"), path.join(folder, "l.ts")),
      ["l.ts", "./l.ts"],
    ],
    [
      "a folder outside",
      () => symlink("../outside", path.join(folder, "l")),
      ["l/secret.ts", "l/new.ts", "l/new/new.ts", "l\\secret.ts", "l//new.ts", "l/./new.ts"],
    ],
    [
      "the folder above",
      () => symlink("..", path.join(folder, "l")),
      ["l/outside/secret.ts", "l/new.ts", "l/work2/x.ts"],
    ],
    ["the root", () => symlink("/", path.join(folder, "l")), ["l/etc/hosts", "l/new.ts"]],
    ["a file that is not there", () => symlink("../outside/no.ts", path.join(folder, "l.ts")), ["l.ts"]],
    ["a folder that is not there", () => symlink("../outside/no", path.join(folder, "l")), ["l/a.ts", "l/b/c.ts"]],
    ["itself", () => symlink("l.ts", path.join(folder, "l.ts")), ["l.ts", "l.ts/a.ts"]],
    [
      "each other",
      async () => {
        await symlink("k", path.join(folder, "l"));
        await symlink("l", path.join(folder, "k"));
      },
      ["l", "k", "l/a.ts", "k/a.ts"],
    ],
    [
      "over a second link",
      async () => {
        await symlink("../outside", path.join(folder, "k"));
        await symlink("k", path.join(folder, "l"));
      },
      ["l/secret.ts", "l/new.ts"],
    ],
    [
      "over a link outside that leads further",
      async () => {
        await symlink(folder, path.join(tree, "outside/back"));
        await symlink("../outside", path.join(folder, "l"));
      },
      ["l/new.ts", "l/back/../new.ts"],
    ],
    [
      "a neighbour whose name begins alike",
      async () => {
        await mkdir(path.join(tree, "work-2"));
        await symlink("../work-2", path.join(folder, "l"));
      },
      ["l/a.ts"],
    ],
    [
      "protected files by a harmless name",
      async () => {
        await mkdir(path.join(folder, ".git/hooks"), { recursive: true });
        await writeFile(path.join(folder, ".git/config"), "mine\n");
        await symlink(".git", path.join(folder, "l"));
        await symlink(".git/config", path.join(folder, "notes.md"));
      },
      ["l/config", "l/hooks/pre-commit", "notes.md"],
    ],
  ];
  const count = shapes.reduce((sum, [, , paths]) => sum + paths.length, 0);

  it("are at least 30 paths", () => expect(count).toBeGreaterThanOrEqual(30));

  it.each(shapes)("to %s: nothing is written", async (_, make, paths) => {
    await make();
    const before = await treeSnapshot(tree);
    for (const named of paths) expect(await write(named)).toBe(0);
    expect(await treeSnapshot(tree)).toBe(before);
  });

  it("inside the folder are followed, by their real name", async () => {
    await symlink("src", path.join(folder, "l"));
    const { files } = await findFolderFiles(folder, ["l/a.ts", "src/a.ts", "l/new.ts"]);
    expect(files.map((file) => file.path)).toEqual(["src/a.ts", "src/new.ts"]);
  });

  it("that take the place of a folder during the check lead nowhere, 200 times", async () => {
    const text = { name: "src/a.ts", outside: path.join(tree, "outside/a.ts") };
    await writeFile(text.outside, "secret\n");
    for (let time = 0; time < 200; time++) {
      const [file] = (await findFolderFiles(folder, [text.name])).files;
      if (!file?.source) throw new Error("no file");
      await swap(file);
    }
    expect(await readFile(text.outside, "utf8")).toBe("secret\n");

    async function swap(file: FolderFile): Promise<void> {
      const real = path.join(folder, "src");
      const aside = path.join(folder, "aside");
      await rename(real, aside);
      await symlink("../outside", real);
      await expect(confirmPlace(folder, file)).rejects.toThrow(failure("pathRefused"));
      await rm(real);
      await rename(aside, real);
    }
  });
});
