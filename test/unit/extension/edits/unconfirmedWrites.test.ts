import { readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Uri } from "vscode";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acceptPieces } from "../../../../extension/edits/acceptPieces.js";
import { answerFile } from "../../../../extension/edits/answerFiles.js";
import { ProposalStore } from "../../../../extension/edits/proposalStore.js";
import { textHash } from "../../../../extension/edits/textHash.js";
import type { FileEdit } from "../../../../protocol/edits.js";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { DiskEditorState } from "../../../support/editor/diskEditor.js";
import { escapes, protectedSpellings } from "../../../support/paths/hostilePaths.js";
import { treeSnapshot } from "../../../support/treeSnapshot.js";

const editor = vi.hoisted((): DiskEditorState => ({ folder: "", questions: 0, answer: undefined, written: [] }));
vi.mock("vscode", async () => (await import("../../../support/editor/diskEditor.js")).diskEditor(editor));

let tree: string;
beforeEach(async () => {
  tree = await realpath(await mkdtemp(path.join(tmpdir(), "ponder-accept-")));
  Object.assign(editor, { folder: path.join(tree, "work"), questions: 0, answer: undefined });
  editor.written.length = 0;
  for (const name of ["work/src", "work/.git/hooks", "work/.vscode", "work/.github/workflows", "outside", "own"])
    await mkdir(path.join(tree, name), { recursive: true });
  for (const name of [".git/config", ".vscode/settings.json", ".github/workflows/ci.yml", "package.json", ".env"])
    await writeFile(path.join(editor.folder, name), "mine\n");
  await writeFile(path.join(editor.folder, "src/a.ts"), "mine\n");
  await writeFile(path.join(tree, "outside/secret.ts"), "mine\n");
  await symlink(path.join(tree, "outside"), path.join(editor.folder, "out"));
  await symlink(path.join(editor.folder, ".git"), path.join(editor.folder, "harmless"));
});
afterEach(() => rm(tree, { recursive: true }));

/** Accepts a proposal that writes one file, as its button does. @returns the error, if there was one. */
async function accept({ uri, kind }: Pick<FileEdit, "uri" | "kind">): Promise<string | undefined> {
  const place = Uri.parse(uri).fsPath;
  const isFile = statSync(place, { throwIfNoEntry: false })?.isFile() === true;
  const text = kind === "edit" && isFile ? readFileSync(place, "utf8") : "";
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: text === "" ? 0 : 4 } };
  const hunk = { range, oldText: text.slice(0, 4), newText: "theirs" };
  const edit: FileEdit = { uri, kind, version: kind === "edit" ? 1 : null, hash: textHash(text), hunks: [hunk] };
  const store = new ProposalStore();
  const proposal = { id: "p", files: [edit], summary: "", checks: [] };
  const stored = store.add(proposal, [{ path: place, text }], { turnId: "t" });
  const parts = {
    store,
    ownFolders: [Uri.file(path.join(tree, "own"))],
    seenMs: () => Promise.resolve(undefined),
    confirmed: new Set<string>(),
    onApply: () => undefined,
  };
  try {
    await acceptPieces(parts, stored, store.openPieces("p"));
    return undefined;
  } catch (error) {
    if (PonderFailure.is(error)) return error.data.code;
    throw error;
  }
}

/** What the answer of a model with a block for this path does, once the user accepts it. */
async function acceptNamed(name: string): Promise<string | undefined> {
  const file = await answerFile(name);
  return "error" in file ? file.error.code : accept(file);
}

describe("what is accepted without a confirmation of its own", () => {
  it("is a file of the workspace that nothing obeys; a protected one is asked about, and written after a yes", async () => {
    await acceptNamed("src/a.ts");
    await acceptNamed("src/new/b.ts");
    expect(editor).toMatchObject({ questions: 0, written: ["src/a.ts", "src/new/b.ts"].map(inFolder) });
    expect(await readFile(inFolder("src/a.ts"), "utf8")).toBe("theirs\n");
    await acceptNamed("harmless/config");
    expect(editor).toMatchObject({ questions: 1, written: { length: 2 } });
    editor.answer = "Write Anyway";
    await acceptNamed(".vscode/settings.json");
    expect(editor).toMatchObject({ questions: 2, written: { length: 3 } });
    expect(await readFile(inFolder(".vscode/settings.json"), "utf8")).toBe("theirs\n");
    expect(await acceptNamed("out/secret.ts")).toBe("pathRefused");
    expect(await accept({ uri: Uri.file(path.join(tree, "own/keys")).toString(), kind: "create" })).toBe("pathRefused");
  });

  it("is none of 900 spellings of protected names and 400 path escapes", { timeout: 120_000 }, async () => {
    expect(protectedSpellings.length).toBeGreaterThanOrEqual(900);
    expect(escapes.length).toBeGreaterThanOrEqual(400);
    const before = await treeSnapshot(tree);
    for (const name of [...protectedSpellings, ...escapes]) await acceptNamed(name);
    expect(editor.written).toEqual([]);
    expect(editor.questions).toBeGreaterThan(300);
    // A server that was deceived names the file by its place, whatever the answer said.
    const led = escapes
      .map((name) => path.resolve(editor.folder, name))
      .filter((place) => !place.startsWith(inFolder("")));
    const places = [...protectedSpellings.map((name) => path.join(editor.folder, name)), ...led];
    for (const place of places)
      for (const kind of ["create", "edit"] as const) await accept({ uri: Uri.file(place).toString(), kind });
    expect(editor.written).toEqual([]);
    expect(await treeSnapshot(tree)).toBe(before);
    console.log(
      `${protectedSpellings.length} spellings and ${escapes.length} escapes in the editor: ` +
        `${editor.questions} questions, ${editor.written.length} unconfirmed writes`,
    );
  });
});

const inFolder = (name: string): string => `${editor.folder}/${name}`;
