import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { excludeGlobs } from "../../../../language-server/completion/context/ignore/excludeGlobs.js";
import { IgnoreRules } from "../../../../language-server/completion/context/ignore/ignoreRules.js";
import { diskPath, readUri } from "../../../../language-server/completion/context/ignore/uriPath.js";
import { WorkspaceFolders } from "../../../../language-server/completion/context/workspaceFolders.js";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ponder-rules-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text = ""): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const uriOf = (name: string): string => pathToFileURL(path.join(root, name)).href;

function rules(excluded: readonly string[] = []) {
  const folders = new WorkspaceFolders(false);
  folders.set([{ uri: pathToFileURL(root).href, name: "root" }]);
  const time = { now: 0 };
  const asked: string[] = [];
  const all = new IgnoreRules({
    clock: { now: () => time.now },
    log: { debug: () => undefined, warn: () => undefined },
    folders,
    excluded: (uri) => {
      asked.push(uri);
      return Promise.resolve(excluded);
    },
  });
  return { all, folders, time, asked };
}

describe("IgnoreRules", () => {
  it("tells the three reasons apart", async () => {
    write(".gitignore", "dist/");
    const { all } = rules(["**/*.sql"]);
    expect(await all.reasonFor(uriOf("dist/a.js"))).toBe("ignoredFile");
    expect(await all.reasonFor(uriOf("db/a.sql"))).toBe("excluded");
    expect(await all.reasonFor(uriOf(".env.local"))).toBe("secretsFile");
    expect(await all.reasonFor(uriOf("src/a.ts"))).toBeUndefined();
  });

  it("judges a link by where it is and by where it leads", async () => {
    write(".gitignore", "private/");
    write("private/notes.ts");
    write(".env");
    write("src/a.ts");
    symlinkSync(path.join(root, ".env"), path.join(root, "settings.txt"));
    symlinkSync(path.join(root, "private"), path.join(root, "open"));
    symlinkSync(path.join(root, "src/a.ts"), path.join(root, "b.ts"));
    const { all } = rules();
    expect(await all.reasonFor(uriOf("settings.txt"))).toBe("secretsFile");
    expect(await all.reasonFor(uriOf("open/notes.ts"))).toBe("ignoredFile");
    expect(await all.reasonFor(uriOf("b.ts"))).toBeUndefined();
  });

  it("leaves alone what it cannot judge", async () => {
    symlinkSync(path.join(root, "loop"), path.join(root, "loop"));
    const { all } = rules();
    expect(await all.reasonFor(uriOf("loop"))).toBe("ignoredFile");
    expect(await all.reasonFor("no uri")).toBe("ignoredFile");
    expect(await all.reasonFor("file:///%E0%A4%A")).toBe("ignoredFile");
  });

  it("knows new files, documents without a file, cells and remote repositories", async () => {
    write(".gitignore", "*.local");
    const { all } = rules(["scratch*"]);
    expect(await all.reasonFor(uriOf("not/there/yet.ts"))).toBeUndefined();
    expect(await all.reasonFor(uriOf("not/there/yet.local"))).toBe("ignoredFile");
    expect(await all.reasonFor("untitled:Untitled-1")).toBeUndefined();
    expect(await all.reasonFor("untitled:scratch-2")).toBe("excluded");
    expect(await all.reasonFor("untitled:.env")).toBe("secretsFile");
    expect(await all.reasonFor("vscode-vfs://github/o/r/.env")).toBe("secretsFile");
    expect(await all.reasonFor("vscode-vfs://github/o/r/a.ts")).toBeUndefined();
    const cell = (name: string) =>
      `vscode-notebook-cell:${pathToFileURL(path.join(root, name)).pathname}#W0sZmlsZQ%3D%3D`;
    expect(await all.reasonFor(cell("a.local"))).toBe("ignoredFile");
    expect(await all.reasonFor(cell("scratch.ipynb"))).toBe("excluded");
    expect(await all.reasonFor(cell("a.ipynb"))).toBeUndefined();
  });

  it("answers at once what it was asked a moment ago, and looks again later", async () => {
    const { all, time, asked } = rules();
    const uri = uriOf("a.ts");
    const first = all.reasonFor(uri);
    expect(all.reasonFor(uri)).toBe(first);
    expect(await first).toBeUndefined();
    time.now = 1_999;
    expect(all.reasonFor(uri)).toBeUndefined();
    expect(asked).toHaveLength(1);
    write(".gitignore", "*.ts");
    time.now = 2_000;
    expect(await all.reasonFor(uri)).toBe("ignoredFile");
    expect(asked).toHaveLength(2);
  });

  it("forgets when settings change, also what is on its way", async () => {
    const { all, asked } = rules();
    const uri = uriOf("a.ts");
    const running = all.reasonFor(uri);
    all.forget();
    await running;
    await all.reasonFor(uri);
    expect(asked).toHaveLength(2);
  });
});

describe("globs of ponder.completion.exclude", () => {
  it.each([
    [["*.sql"], "a/b/c.sql", true],
    [["*.sql"], "c.sql.ts", false],
    [["vendor"], "vendor/a.c", true],
    [["vendor"], "lib/vendor/x/a.c", true],
    [["vendor"], "vendored/a.c", false],
    [["src/gen"], "src/gen/a.ts", true],
    [["src/gen/"], "src/gen/a/b.ts", true],
    [["/src/gen/**"], "src/gen/a/b.ts", true],
    [["./src/gen"], "src/gen/a.ts", true],
    [["src/gen"], "x/src/gen/a.ts", false],
    [["**/gen/*.{ts,js}"], "x/gen/a.js", true],
    [["**/gen/*.{ts,js}"], "x/gen/a.py", false],
    [[".hidden*"], "a/.hidden.ts", true],
    [["**/*"], "a/.b/c.ts", true],
    [["!*.ts"], "a.js", false],
    [["", "  ", "/"], "a.ts", false],
    [["a.ts", "b.ts"], "b.ts", true],
    [["*a*a*a*a*a*a*b"], "aaaaaaaab", false],
  ] as const)("%j and %s: %s", (globs, file, expected) => {
    expect(excludeGlobs(globs, false)(file)).toBe(expected);
  });

  it("takes case into account as the disk does", () => {
    expect(excludeGlobs(["*.SQL"], false)("a.sql")).toBe(false);
    expect(excludeGlobs(["*.SQL"], true)("a.sql")).toBe(true);
  });
});

describe("paths out of URIs", () => {
  it.each([
    ["file:///home/me/a%20b.ts", "/home/me/a b.ts"],
    ["file:///c%3A/Users/me/a.ts", "c:/Users/me/a.ts"],
    ["file:///C:/Users/me/a.ts", "c:/Users/me/a.ts"],
    ["file://server/share/a.ts", "//server/share/a.ts"],
    ["vscode-notebook-cell:/home/me/n.ipynb#W0", "/home/me/n.ipynb"],
    ["file:///home/me/../you/a.ts", "/home/you/a.ts"],
    ["untitled:Untitled-1", undefined],
    ["vscode-vfs://github/o/r/a.ts", undefined],
  ])("%s", (uri, expected) => {
    const parts = readUri(uri);
    expect(parts).toBeDefined();
    expect(parts && diskPath(parts)).toBe(expected);
  });
});

describe("WorkspaceFolders", () => {
  const folders = (uris: readonly string[], ignoreCase = false): WorkspaceFolders => {
    const all = new WorkspaceFolders(ignoreCase);
    all.set(uris.map((uri) => ({ uri, name: uri.split("/").at(-1) ?? "" })));
    return all;
  };

  it("gives paths relative to the folder, with its name where there are several", () => {
    expect(folders(["file:///w/app"]).pathOf("file:///w/app/src/a%20b.ts")).toBe("src/a b.ts");
    expect(folders(["file:///w/app", "file:///w/lib"]).pathOf("file:///w/lib/a.ts")).toBe("lib/a.ts");
    expect(folders(["file:///w", "file:///w/lib"]).pathOf("file:///w/lib/a.ts")).toBe("lib/a.ts");
    expect(folders(["vscode-vfs://github/o/r"]).pathOf("vscode-vfs://github/o/r/a.ts")).toBe("a.ts");
    expect(folders(["file:///c%3A/w"], true).pathOf("file:///C:/W/a.ts")).toBe("a.ts");
  });

  it("tells nothing but the name of a document outside of them", () => {
    expect(folders(["file:///w/app"]).pathOf("file:///home/me/a.ts")).toBe("a.ts");
    expect(folders(["file:///w/app"]).pathOf("file:///w/application/a.ts")).toBe("a.ts");
    expect(folders([]).pathOf("untitled:Untitled-1")).toBe("Untitled-1");
    expect(folders(["vscode-vfs://github/o/r"]).pathOf("file:///o/r/a.ts")).toBe("a.ts");
    expect(folders([]).pathOf("::")).toBe("");
  });

  it("follows changes", () => {
    const all = folders(["file:///w/app"]);
    all.change([{ uri: "file:///w/lib", name: "lib" }], [{ uri: "file:///w/app", name: "app" }]);
    expect(all.diskPaths()).toEqual(["/w/lib"]);
    expect(all.pathOf("file:///w/app/a/b.ts")).toBe("b.ts");
  });
});
