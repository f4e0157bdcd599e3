import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IgnoreFiles } from "../../../../language-server/completion/context/ignore/ignoreFiles.js";

/** Rules, by ignore file, and what they mean for paths. */
interface Example {
  readonly name: string;
  readonly rules: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
  readonly kept: readonly string[];
}

const examples: readonly Example[] = [
  {
    name: "a name",
    rules: { ".gitignore": "todo.txt" },
    ignored: ["todo.txt", "a/b/todo.txt"],
    kept: ["todo.txt.bak"],
  },
  { name: "a star", rules: { ".gitignore": "*.log" }, ignored: ["x.log", "a/y.log"], kept: ["x.logs", "log"] },
  { name: "an anchor", rules: { ".gitignore": "/dist" }, ignored: ["dist/a.js"], kept: ["web/dist/a.js"] },
  { name: "a folder", rules: { ".gitignore": "out/" }, ignored: ["out/a.ts", "p/out/b.ts"], kept: ["p/out"] },
  {
    name: "a path",
    rules: { ".gitignore": "docs/private" },
    ignored: ["docs/private/a.md"],
    kept: ["x/docs/private/a.md"],
  },
  {
    name: "stars over folders",
    rules: { ".gitignore": "**/gen/*.ts" },
    ignored: ["gen/a.ts", "p/q/gen/a.ts"],
    kept: ["gen/x/a.ts"],
  },
  { name: "stars at the end", rules: { ".gitignore": "vendor/**" }, ignored: ["vendor/a/b.c"], kept: ["x/vendor/a.c"] },
  { name: "stars between", rules: { ".gitignore": "a/**/z" }, ignored: ["a/z", "a/b/c/z"], kept: ["b/a/z"] },
  { name: "a question mark", rules: { ".gitignore": "v?.txt" }, ignored: ["v1.txt"], kept: ["v12.txt"] },
  {
    name: "a class",
    rules: { ".gitignore": "[Bb]uild[0-9]" },
    ignored: ["build1/x", "Build2/x"],
    kept: ["build/x", "buildx/x"],
  },
  {
    name: "a negation",
    rules: { ".gitignore": "*.env.ts\n!keep.env.ts" },
    ignored: ["a.env.ts"],
    kept: ["keep.env.ts"],
  },
  { name: "the last rule counts", rules: { ".gitignore": "!a.txt\na.txt" }, ignored: ["a.txt"], kept: ["b.txt"] },
  {
    name: "nothing comes back out of an ignored folder",
    rules: { ".gitignore": "out/\n!out/keep.ts" },
    ignored: ["out/keep.ts"],
    kept: ["keep.ts"],
  },
  {
    name: "but out of its contents",
    rules: { ".gitignore": "out/*\n!out/keep.ts" },
    ignored: ["out/a.ts"],
    kept: ["out/keep.ts"],
  },
  {
    name: "comments and blank lines",
    rules: { ".gitignore": "# a.txt\n\n   \nb.txt" },
    ignored: ["b.txt"],
    kept: ["a.txt", "# a.txt"],
  },
  { name: "an escaped sign", rules: { ".gitignore": "\\#a\n\\!b" }, ignored: ["#a", "!b"], kept: ["a", "b"] },
  { name: "blanks at the end", rules: { ".gitignore": "a.txt   " }, ignored: ["a.txt"], kept: ["b"] },
  { name: "CRLF", rules: { ".gitignore": "a.txt\r\n*.tmp\r\n" }, ignored: ["a.txt", "b.tmp"], kept: ["c"] },
  {
    name: "letters of other scripts",
    rules: { ".gitignore": "größe/\n*.日本" },
    ignored: ["größe/a", "x.日本"],
    kept: ["grosse/a"],
  },
  {
    name: "a nested file",
    rules: { "p/.gitignore": "*.gen" },
    ignored: ["p/a.gen", "p/q/b.gen"],
    kept: ["a.gen", "q/a.gen"],
  },
  { name: "a nested anchor", rules: { "p/.gitignore": "/lib" }, ignored: ["p/lib/a"], kept: ["lib/a", "p/q/lib/a"] },
  { name: "a nested path", rules: { "p/.gitignore": "x/y" }, ignored: ["p/x/y"], kept: ["x/y", "p/q/x/y"] },
  {
    name: "a nested folder rule",
    rules: { "p/.gitignore": "tmp/" },
    ignored: ["p/tmp/a", "p/q/tmp/a"],
    kept: ["tmp/a", "p/tmp"],
  },
  {
    name: "a nested negation",
    rules: { ".gitignore": "*.gen", "p/.gitignore": "!*.gen" },
    ignored: ["a.gen"],
    kept: ["p/a.gen", "p/q/a.gen"],
  },
  {
    name: "a nested negation of a folder",
    rules: { ".gitignore": "/a/b/", "a/.gitignore": "!b/" },
    ignored: [],
    kept: ["a/b/c.txt"],
  },
  {
    name: "three levels",
    rules: { ".gitignore": "*.x", "a/.gitignore": "!*.x", "a/b/.gitignore": "k.x" },
    ignored: ["m.x", "a/b/k.x"],
    kept: ["a/m.x", "a/b/m.x"],
  },
  {
    name: "a rule inside of an ignored folder does nothing",
    rules: { ".gitignore": "out/", "out/.gitignore": "!*" },
    ignored: ["out/a"],
    kept: ["a"],
  },
  {
    name: "a folder with signs of patterns",
    rules: { "p[1]/.gitignore": "*.gen", "q*/.gitignore": "/b" },
    ignored: ["p[1]/a.gen", "q*/b"],
    kept: ["p1/a.gen", "qq/b"],
  },
  {
    name: "a folder with blanks",
    rules: { "my files/.gitignore": "a\n/sub/b" },
    ignored: ["my files/a", "my files/sub/b"],
    kept: ["a", "sub/b"],
  },
  {
    name: "a nested escaped sign",
    rules: { "p/.gitignore": "\\#a\n\\!b" },
    ignored: ["p/#a", "p/!b"],
    kept: ["p/a", "p/b"],
  },
  { name: "hidden files", rules: { ".gitignore": ".*" }, ignored: [".hidden", "a/.b/c"], kept: ["a/b"] },
  {
    name: "everything but some",
    rules: { ".gitignore": "/*\n!/src" },
    ignored: ["a.txt", "lib/a"],
    kept: ["src/a.ts"],
  },
];

const hasGit = spawnSync("git", ["--version"]).status === 0;
let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ponder-ignore-")));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
/** A folder with these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = path.join(base, String(++count));
  for (const [name, text] of Object.entries({ ".keep": "", ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

function ignoreFiles(ignoreCase = false): { readonly files: IgnoreFiles; readonly warnings: string[] } {
  const warnings: string[] = [];
  return { files: new IgnoreFiles({ log: { warn: (line) => void warnings.push(line) }, ignoreCase }), warnings };
}

describe("gitignore rules", () => {
  const cases = examples.flatMap(({ name, rules, ignored, kept }) => [
    ...ignored.map((file) => ({ name, rules, file, expected: true })),
    ...kept.map((file) => ({ name, rules, file, expected: false })),
  ]);

  it.each(cases)("$name: $file is ignored: $expected", async ({ rules, file, expected }) => {
    const root = folder(rules);
    const { files } = ignoreFiles();
    expect(await files.isIgnored(`${root}/${file}`, [root])).toBe(expected);
    // The same in a file of ours.
    const ours = folder(
      Object.fromEntries(Object.entries(rules).map(([at, text]) => [at.replace(".git", ".ponder"), text])),
    );
    expect(await files.isIgnored(`${ours}/${file}`, [ours])).toBe(expected);
  });

  it.runIf(hasGit).each(examples)("Git says the same: $name", ({ rules, ignored, kept }) => {
    const root = folder(rules);
    execFileSync("git", ["init", "--quiet", root]);
    for (const file of [...ignored, ...kept]) {
      const { status } = spawnSync("git", [
        "-C",
        root,
        "-c",
        "core.ignoreCase=false",
        "check-ignore",
        "--no-index",
        "-q",
        "--",
        file,
      ]);
      expect([file, status]).toEqual([file, ignored.includes(file) ? 0 : 1]);
    }
  });
});

describe("where ignore files count", () => {
  it("has the last word in .ponderignore, also over nested .gitignore files", async () => {
    const root = folder({
      ".gitignore": "generated/*",
      "p/.gitignore": "*.ts",
      ".ponderignore": "!generated/*\n!*.ts\nnotes.md",
    });
    const { files } = ignoreFiles();
    expect(await files.isIgnored(`${root}/generated/a.ts`, [root])).toBe(false);
    expect(await files.isIgnored(`${root}/p/a.ts`, [root])).toBe(false);
    expect(await files.isIgnored(`${root}/p/notes.md`, [root])).toBe(true);
  });

  it("goes up to the repository that the workspace folder is a part of", async () => {
    const root = folder({ ".git/HEAD": "", ".gitignore": "*.local", "packages/web/a.local": "" });
    const { files } = ignoreFiles();
    expect(await files.isIgnored(`${root}/packages/web/a.local`, [`${root}/packages/web`])).toBe(true);
    expect(await files.isIgnored(`${root}/packages/web/a.ts`, [`${root}/packages/web`])).toBe(false);
  });

  it("takes no .gitignore from above a nested repository, but a .ponderignore", async () => {
    const root = folder({
      ".gitignore": "*.a",
      ".ponderignore": "*.b",
      "repo/.git/HEAD": "",
      "repo/.gitignore": "*.c",
    });
    const { files } = ignoreFiles();
    expect(await files.isIgnored(`${root}/repo/x.a`, [root])).toBe(false);
    expect(await files.isIgnored(`${root}/repo/x.b`, [root])).toBe(true);
    expect(await files.isIgnored(`${root}/repo/x.c`, [root])).toBe(true);
  });

  it("knows no rules for a file outside of workspace folders and repositories", async () => {
    const root = folder({ ".gitignore": "*" });
    const { files } = ignoreFiles();
    expect(await files.isIgnored(`${root}/a.ts`, [])).toBe(false);
    expect(await files.isIgnored(`${root}/a.ts`, [`${root}/other`])).toBe(false);
  });

  it("finds the repository of a file that no workspace folder holds", async () => {
    const root = folder({ ".git/HEAD": "", ".gitignore": "*.local" });
    expect(await ignoreFiles().files.isIgnored(`${root}/deep/a.local`, [])).toBe(true);
  });

  it("takes case into account as the disk does", async () => {
    const root = folder({ ".gitignore": "Build/" });
    expect(await ignoreFiles(false).files.isIgnored(`${root}/build/a`, [root])).toBe(false);
    expect(await ignoreFiles(true).files.isIgnored(`${root}/build/a`, [root.toUpperCase()])).toBe(true);
  });

  it("reads a file again when it changed, appeared or went", async () => {
    const root = folder({});
    const { files } = ignoreFiles();
    const isIgnored = () => files.isIgnored(`${root}/a.ts`, [root]);
    const rules = path.join(root, ".gitignore");
    expect(await isIgnored()).toBe(false);
    writeFileSync(rules, "*.ts");
    expect(await isIgnored()).toBe(true);
    writeFileSync(rules, "*.js");
    utimesSync(rules, 1, 1);
    expect(await isIgnored()).toBe(false);
    writeFileSync(rules, "*.ts");
    expect(await isIgnored()).toBe(true);
    rmSync(rules);
    expect(await isIgnored()).toBe(false);
  });

  it("follows no link and reads no folder, as Git does", async () => {
    const root = folder({ rules: "*.ts", "p/.gitignore/x": "" });
    symlinkSync(path.join(root, "rules"), path.join(root, ".gitignore"));
    expect(await ignoreFiles().files.isIgnored(`${root}/p/a.ts`, [root])).toBe(false);
  });

  it("leaves alone what a far too large ignore file is for", async () => {
    const root = folder({ "p/.gitignore": "#".repeat(1_100_000) });
    const { files, warnings } = ignoreFiles();
    expect(await files.isIgnored(`${root}/p/a.ts`, [root])).toBe(true);
    expect(await files.isIgnored(`${root}/a.ts`, [root])).toBe(false);
    expect(warnings).toEqual([expect.stringContaining("p/.gitignore")]);
  });

  it("leaves patterns out that could keep the server busy, and says so once", async () => {
    const root = folder({ ".gitignore": `${"*a".repeat(30)}b\n*.ts` });
    const { files, warnings } = ignoreFiles();
    expect(await files.isIgnored(`${root}/${"a".repeat(200)}`, [root])).toBe(false);
    expect(await files.isIgnored(`${root}/a.ts`, [root])).toBe(true);
    expect(warnings).toHaveLength(1);
  });
});
