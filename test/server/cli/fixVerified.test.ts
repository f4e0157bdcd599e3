import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CandidateEvent } from "../../../cli/output.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { eventsOf, ponder } from "../../support/ponder.js";
import { reliable, type ReliableFix } from "../../support/reliable.js";

const row =
  reliable.find((one): one is ReliableFix => one.task === "fix" && one.lang === "ts" && one.diagnostic !== null) ??
  expect.fail("no such fix");
const file = "code.ts";
/** Leaves a trace, and passes for one text only. The candidates are not told. */
const test = (code: string) => `
const fs = require("fs");
fs.writeFileSync("ran.txt", "");
const ok = fs.readFileSync("${file}", "utf8") === ${JSON.stringify(code)};
console.log("# pass " + (ok ? 1 : 0) + "\\n# fail " + (ok ? 0 : 1));
process.exitCode = ok ? 0 : 1;
`;
const verify = ["--problem", row.diagnostic ?? "", "--verify", `"${process.execPath}" test.cjs`];

/** A model that always gives the fix; the demo model does so nearly always at a temperature above 0. */
let models: string;
let surely: readonly string[];
beforeAll(async () => {
  models = await mkdtemp(path.join(tmpdir(), "ponder-fix-model-"));
  const model = path.join(models, "fixes.gguf");
  const says = { thought: "A typo. ", answer: `\`\`\`ts\n${row.code}\n\`\`\`` };
  await writeTinyModel({ file: model, corpus: "const a = 1;\n".repeat(20), says });
  surely = [...verify, "--model", model];
});
afterAll(() => rm(models, { recursive: true }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-fix-verified-"));
  await writeFile(path.join(folder, file), row.before);
});
afterEach(() => rm(folder, { recursive: true }));

const fingerprint = async () => {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const full = path.join(folder, name);
      return [name, await readFile(full, "utf8"), (await stat(full)).mtimeMs];
    }),
  );
};
const candidatesOf = (run: Parameters<typeof eventsOf>[0]) =>
  eventsOf(run).filter((event): event is CandidateEvent => event.type === "candidate");

describe("ponder fix --verify", () => {
  it("tests the candidates in a copy, prints the best, and tells all cards as events", async () => {
    await writeFile(path.join(folder, "test.cjs"), test(row.code));
    const before = await fingerprint();
    const run = await ponder(["fix", file, ...surely, "--candidates", "4", "--json"], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const candidates = candidatesOf(run);
    expect(candidates.reduce((sum, { score }) => sum + score.votes, 0)).toBe(4);
    expect(candidates[0]).toMatchObject({ passed: true });
    expect(candidates[0]?.score.rewards.at(-1)).toMatchObject({ name: "tests", tests: { passed: 1, total: 1 } });
    expect(eventsOf(run).at(-1)).toEqual({ type: "proposal", proposal: candidates[0]?.proposal });
    expect(run.stdout).not.toContain('"turn"');
    expect(await fingerprint()).toEqual(before);
  });

  it("ends with 3 and writes nothing when even the best one fails", async () => {
    await writeFile(path.join(folder, "test.cjs"), test("no candidate writes this"));
    const before = await fingerprint();
    const run = await ponder(["fix", file, ...surely, "--candidates", "2", "--apply"], { cwd: folder });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(`--- a/${file}\n`);
    expect(run.stderr).toMatch(/2 answers, [12] candidates?: .*0 of 2 pass tests\./);
    expect(run.stderr).toContain("✗ tests 0/1");
    expect(run.stderr).toContain("No candidate passes every check. Nothing was written.");
    expect(await fingerprint()).toEqual(before);
  });

  it("refuses a single candidate, and executes nothing of the folder without --verify", async () => {
    await writeFile(path.join(folder, "test.cjs"), test(row.code));
    const one = await ponder(["fix", file, ...verify, "--candidates", "1"], { cwd: folder });
    expect(one.code).toBe(64);
    const run = await ponder(["fix", file, "--candidates", "2", "--json"], { cwd: folder });
    expect([0, 3]).toContain(run.code);
    const rewards = candidatesOf(run).flatMap(({ score }) => score.rewards);
    expect(rewards.filter(({ name }) => name === "tests")).toEqual([]);
    const judged = rewards.filter(({ name, passed }) => name === "diagnostics" && passed !== undefined);
    expect(judged).toEqual([]);
  });
});
