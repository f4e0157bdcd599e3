import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventsOf, ponder } from "../../support/ponder.js";

const block = (name: string, search: string, replace: string) =>
  `${name}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const answer = `<think>\nsrc/a.js\n\`\`\`js\nwrong();\n\`\`\`\n</think>\nI change two files and add one.\n\n${block("src/a.js", "a2;", "A2;")}\n${block("src/b.js", "b1;", "B1;")}\nsrc/sub/c.js\n\`\`\`js\nc1;\n\`\`\`\n`;
const before = { "src/a.js": "a1;\na2;\n", "src/b.js": "\uFEFFb1;\r\nb2;\r\n" };
const after = { "src/a.js": "a1;\nA2;\n", "src/b.js": "\uFEFFB1;\r\nb2;\r\n", "src/sub/c.js": "c1;\n" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-apply-folder-"));
  await mkdir(path.join(folder, "src"));
  for (const [name, text] of Object.entries(before)) await writeFile(path.join(folder, name), text);
});
afterEach(() => rm(folder, { recursive: true }));

async function files(): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const places = found.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const texts = await Promise.all(
    places.map(async (place) => [path.relative(folder, place), await readFile(place, "utf8")] as const),
  );
  return Object.fromEntries(texts.map(([name, text]) => [name.replaceAll(path.sep, "/"), text]));
}

describe("ponder apply FOLDER", () => {
  it("prints one diff of all files, which git takes, and writes nothing", async () => {
    const run = await ponder(["apply", "."], { cwd: folder, input: answer });
    expect(run).toMatchObject({ code: 0, stderr: "I change two files and add one.\n" });
    expect(run.stdout).toContain("--- a/src/a.js\n+++ b/src/a.js\n@@ -1,2 +1,2 @@\n a1;\n-a2;\n+A2;\n");
    expect(run.stdout).toContain("--- /dev/null\n+++ b/src/sub/c.js\n@@ -0,0 +1,1 @@\n+c1;\n");
    expect(await files()).toEqual(before);
    if (spawnSync("git", ["--version"]).status !== 0) return;
    execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
      cwd: folder,
      // The diff is of the text, without its byte order mark.
      input: run.stdout.replace("-b1;", "-\uFEFFb1;").replace("+B1;", "+\uFEFFB1;"),
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_NOSYSTEM: "1", HOME: folder },
    });
    expect(await files()).toEqual(after);
  });

  it("writes all with --write", async () => {
    const run = await ponder(["apply", ".", "--write"], { cwd: folder, input: answer });
    expect(run).toEqual({
      code: 0,
      stdout: "",
      stderr: "Changed src/a.js.\nChanged src/b.js.\nCreated src/sub/c.js.\n",
    });
    expect(await files()).toEqual(after);
  });

  it("writes what fits, names what does not, and exits with 2", async () => {
    const input = `${answer}${block("../x.js", "", "x")}${block("src/a.js", "elsewhere(entirely);", "x")}`;
    const run = await ponder(["apply", ".", "--write"], { cwd: folder, input });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("Block 4 was left out: pathRefused: The answer names ../x.js");
    expect(run.stderr).toContain("Block 5 was left out: noMatch: ");
    expect(await files()).toEqual(after);
    expect(await readdir(path.dirname(folder))).not.toContain("x.js");
  });

  it("writes nothing while a protected file is not confirmed by its name", async () => {
    const input = `${answer}\n.vscode/tasks.json\n\`\`\`json\n{}\n\`\`\`\n`;
    const run = await ponder(["apply", ".", "--write"], { cwd: folder, input });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^ponder: pathRefused: \.vscode\/tasks\.json was not written, nor anything else\./);
    expect(run.stderr).toContain("--allow .vscode/tasks.json");
    expect(await files()).toEqual(before);
    const allowed = await ponder(["apply", ".", "--write", "--allow", ".vscode/tasks.json"], { cwd: folder, input });
    expect(allowed.code).toBe(0);
    expect(await files()).toEqual({ ...after, ".vscode/tasks.json": "{}\n" });
  });

  it("writes nothing while an edit that deletes much is not confirmed", async () => {
    const long = Array.from({ length: 10 }, (_, at) => `line(${at});`);
    await writeFile(path.join(folder, "long.js"), `${long.join("\n")}\n`);
    const input = `long.js\n\`\`\`js\n${long.slice(0, 2).join("\n")}\n\`\`\`\n`;
    const run = await ponder(["apply", ".", "--write"], { cwd: folder, input });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("deletes 8 of 11 lines");
    const printed = await ponder(["apply", "."], { cwd: folder, input });
    expect(printed.code).toBe(0);
    expect(printed.stderr).toContain("Look at this: The edit deletes 8 of 11 lines.");
  });

  it("prints the proposal with --json", async () => {
    const run = await ponder(["apply", ".", "--json"], { cwd: folder, input: answer });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const [first] = eventsOf(run);
    expect(first).toMatchObject({
      type: "proposal",
      proposal: { files: [{ kind: "edit" }, { kind: "edit" }, { kind: "create", version: null }] },
    });
  });

  it.skipIf(process.platform === "win32")("works in a pipeline of the shell, as the README has it", async () => {
    const program = path.resolve(import.meta.dirname, "../../../dist/ponder.cjs");
    await writeFile(path.join(folder, "answer.md"), answer);
    const script = `cat answer.md | node "${program}" apply . --write && test -f src/sub/c.js && echo done`;
    const out = execFileSync("sh", ["-ec", script], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(out).toBe("done\n");
  });
});

describe("ponder apply FILE --write", () => {
  it("writes the file", async () => {
    const input = block("src/a.js", "a2;", "A2;");
    const run = await ponder(["apply", "src/a.js", "--write"], { cwd: folder, input });
    expect(run).toEqual({ code: 0, stdout: "", stderr: "Changed src/a.js.\n" });
    expect(await files()).toEqual({ ...before, "src/a.js": after["src/a.js"] });
  });
});
