import { createHash } from "node:crypto";
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver/node";
import type { EditProposeParams } from "../../../protocol/edits.js";
import type { Verification } from "../../../protocol/verify.js";
import { copyGrammars } from "../../../scripts/grammars.js";
import { repository, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { processesWith } from "../../support/processes.js";
import { reliable, type ReliableFix } from "../../support/reliable.js";

/** A fix in TypeScript that the demo model knows well, but not each time at a temperature above 0. */
const fix =
  reliable.find((row): row is ReliableFix => row.task === "fix" && row.lang === "ts" && row.diagnostic !== null) ??
  expect.fail("no such fix");

let program: string;
/** A server with a model that always gives this fix, at any temperature. */
let client: LspClient;
let folder: string;
let models: string;
let uri: string;
let verification: Verification;

beforeAll(async () => {
  program = await buildServer("verified");
  await copyGrammars(path.join(path.dirname(program), "tree-sitter"));
  models = await temporaryFolder();
  const model = { path: path.join(models, "fixes.gguf") };
  const says = { thought: "A typo. ", answer: `\`\`\`ts\n${fix.code}\n\`\`\`` };
  await writeTinyModel({ file: model.path, corpus: "const a = 1;\n".repeat(20), says });
  client = await startBuiltServer(program, "stdio", { settings: { model } });
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-verified-")));
  await mkdir(path.join(folder, "src"));
  await mkdir(path.join(folder, "node_modules"));
  await symlink(
    path.join(repository, "node_modules/typescript"),
    path.join(folder, "node_modules/typescript"),
    "junction",
  );
  await writeFile(path.join(folder, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "types": [] } }');
  await writeFile(path.join(folder, "src/code.ts"), fix.before);
  // The first lines of a test program's own report, without the program.
  await writeFile(path.join(folder, "test.cjs"), testOf(fix));
  uri = pathToFileURL(path.join(folder, "src/code.ts")).href;
  verification = { folder: pathToFileURL(folder).href, testCommand: `"${process.execPath}" test.cjs` };
  await client.open(uri, "typescript", fix.before);
});
afterAll(async () => {
  await client.stop();
  await Promise.all([folder, models].map((one) => rm(one, { recursive: true })));
});

/** Passes where the lines are that the fix brings, however the rest is written. The candidates are not told. */
const testOf = ({ before, code }: ReliableFix) => `
const fs = require("fs");
fs.writeFileSync("ran.txt", "");
const lines = (text) => text.split("\\n").map((line) => line.trim());
const written = new Set(lines(fs.readFileSync("src/code.ts", "utf8")));
const old = new Set(lines(${JSON.stringify(before)}));
const passed = lines(${JSON.stringify(code)}).every((line) => old.has(line) || written.has(line));
console.log("# pass " + (passed ? 1 : 0) + "\\n# fail " + (passed ? 0 : 1));
process.exitCode = passed ? 0 : 1;
`;

const propose = (
  more: Partial<EditProposeParams> = {},
  source?: CancellationTokenSource,
  server: LspClient = client,
) => {
  const lines = fix.before.split("\n");
  const range = {
    start: { line: 0, character: 0 },
    end: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  };
  const problems = [{ range, message: fix.diagnostic ?? "" }];
  const params = {
    kind: "fix",
    uri,
    version: 1,
    range,
    problems,
    path: fix.path,
    candidates: 4,
    verification,
  } as const;
  return server.propose({ ...params, ...more }, source?.token);
};

describe("a verified fix with the real engine", () => {
  it("writes four candidates in one batch, judges them by all rules, and shows a good one first", async () => {
    const before = await fingerprint();
    const turn = propose();
    const { proposal, turn: best, candidates = [] } = await turn.result;
    const cards = candidates.map(({ score }) => score.rewards.map(({ name, passed }) => `${name} ${String(passed)}`));
    // Four times the same is one candidate with four votes.
    expect(cards).toEqual([["format true", "parse true", "diagnostics true", "tests true"]]);
    expect(candidates[0]?.score).toMatchObject({ votes: 4 });
    expect(candidates[0]?.score.rewards[3]?.tests).toEqual({ passed: 1, total: 1 });
    expect(proposal).toEqual(candidates[0]?.proposal);
    expect(candidates[0]?.turn?.thinking.text).toBe("A typo.");
    // Four answers of three tokens, and the prompt was read once.
    expect(best.usage.generatedTokens).toBeGreaterThanOrEqual(4 * 3);
    expect(best.usage.evaluatedTokens).toBeLessThan(2 * best.usage.promptTokens);
    expect(turn.events.filter(({ type }) => type === "candidates").at(-1)).toMatchObject({
      total: 4,
      written: 4,
      checked: 4,
    });

    // The tests wrote a file and read a changed one; the folder knows nothing of it.
    expect(await fingerprint()).toEqual(before);
  });

  it("ranks whatever the demo model writes at R1's temperature: tests have the last word", async () => {
    const demo = await startBuiltServer(program, "stdio");
    try {
      await demo.open(uri, "typescript", fix.before);
      const { proposal, turn: best, candidates = [] } = await propose({}, undefined, demo).result;
      expect(candidates.reduce((sum, { score }) => sum + score.votes, 0)).toBe(4);
      const tests = candidates.map(({ score }) => score.rewards.find(({ name }) => name === "tests")?.passed === true);
      expect(tests[0]).toBe(tests.includes(true));
      expect(proposal).toEqual(candidates[0]?.proposal);
      const advantages = candidates.map(({ score }) => score.advantage);
      expect(advantages).toEqual(advantages.toSorted((a, b) => b - a));
      expect(best.usage.evaluatedTokens).toBeLessThan(4 * best.usage.promptTokens);
    } finally {
      await demo.stop();
    }
  });

  it("executes nothing of a folder that is not trusted: neither its tests nor its TypeScript", async () => {
    const trap = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-trap-")));
    const sprung = path.join(trap, "sprung");
    await cp(path.join(folder, "src"), path.join(trap, "src"), { recursive: true });
    await mkdir(path.join(trap, "node_modules/typescript/lib"), { recursive: true });
    const spring = `require("fs").writeFileSync(${JSON.stringify(sprung)}, "")`;
    await writeFile(path.join(trap, "node_modules/typescript/lib/typescript.js"), spring);
    const trapped = pathToFileURL(path.join(trap, "src/code.ts")).href;
    await client.open(trapped, "typescript", fix.before);
    const lines = fix.before.split("\n");
    const range = { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: 0 } };
    const params = {
      kind: "fix",
      uri: trapped,
      version: 1,
      range,
      problems: [],
      path: fix.path,
      candidates: 2,
    } as const;
    const { candidates = [] } = await client.propose(params).result;
    expect(await readdir(trap)).not.toContain("sprung");
    expect(candidates).toHaveLength(1);
    for (const { score } of candidates) {
      expect(score.rewards.map(({ name }) => name)).not.toContain("tests");
      expect(score.rewards.find(({ name }) => name === "diagnostics")).toEqual({
        name: "diagnostics",
        message: "The folder is not trusted, so nothing of it is executed.",
      });
    }
    // With trust the same file is executed: the trap works.
    await client.propose({ ...params, verification: { folder: pathToFileURL(trap).href } }).result;
    expect(await readdir(trap)).toContain("sprung");
    await rm(trap, { recursive: true });
  });

  it("is stopped with everything it started", async () => {
    const source = new CancellationTokenSource();
    await writeFile(path.join(folder, "slow.cjs"), "setInterval(() => {}, 1000);");
    const mark = `slow-${String(process.pid)}`;
    const turn = propose(
      { verification: { ...verification, testCommand: `"${process.execPath}" slow.cjs ${mark}` } },
      source,
    );
    await Promise.race([
      expect.poll(() => processesWith(mark).length, { timeout: 120_000 }).toBeGreaterThan(0),
      turn.result.then(({ candidates }) => expect.fail(`no tests ran: ${JSON.stringify(candidates)}`)),
    ]);
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    await expect.poll(() => processesWith(mark), { timeout: 20_000 }).toEqual([]);
    await rm(path.join(folder, "slow.cjs"));
  });
});

/** All files with their bytes and the times of their last changes. */
async function fingerprint(): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const all = entries.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const { mtimeMs } = await lstat(file);
    const hash = entry.isFile()
      ? createHash("sha256")
          .update(await readFile(file))
          .digest("hex")
      : "";
    return `${path.relative(folder, file)} ${String(mtimeMs)} ${hash}`;
  });
  return (await Promise.all(all)).sort();
}
