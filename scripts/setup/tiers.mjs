import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { npmCommand, runCommand } from "./command.mjs";
import { say } from "./report.mjs";

/**
 * @typedef {object} Tier
 * @property {string} name
 * @property {[command: string, args: string[]]} command
 * @property {string} [results] file the tests leave their counts in; a tier with one must run at least one test
 */

/**
 * What a tier leaves behind: counts, and what somebody who reads only the end of a log must know.
 *
 * @typedef {object} TierResult
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 * @property {readonly string[]} [failures] name and first line of the message of each test that failed
 * @property {readonly string[]} [secondTries] tests that failed once and then passed: they hold, but want a look
 */

const resultFolder = "out/test-results";

/** @type {readonly Tier[]} */
const tiers = [
  { name: "typecheck", command: npmCommand(["run", "--silent", "typecheck"]) },
  { name: "lint", command: npmCommand(["run", "--silent", "lint"]) },
  vitest("unit"),
  vitest("server"),
  {
    name: "host",
    command: [process.execPath, ["--import", "tsx", "test/host/run.ts"]],
    results: `${resultFolder}/host.json`,
  },
  { name: "package", command: [process.execPath, ["--import", "tsx", "scripts/package.ts"]] },
  vitest("e2e"),
];

/**
 * Runs everything that is tested, one tier after the other, also after a failure.
 *
 * @param {string} root the repository
 * @returns {Promise<number>} the exit code
 */
export async function runTiers(root) {
  await rm(path.join(root, resultFolder), { recursive: true, force: true });
  await mkdir(path.join(root, resultFolder), { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  const remarks = [];
  for (const tier of tiers) {
    say(`\n── ${tier.name} ${"─".repeat(60 - tier.name.length)}`);
    const start = Date.now();
    const env = { ...process.env, ...(tier.results ? { PONDER_TEST_RESULTS: path.join(root, tier.results) } : {}) };
    const { code } = await runCommand(...tier.command, { cwd: root, show: true, env });
    const counts = tier.results ? await readCounts(path.join(root, tier.results)) : { passed: 0, failed: 0 };
    const problem = whatIsWrong(tier, code, counts);
    total.passed += counts?.passed ?? 0;
    total.skipped += counts?.skipped ?? 0;
    // A tier that fails without a failed test of its own counts as one.
    total.failed += Math.max(counts?.failed ?? 0, problem ? 1 : 0);
    remarks.push(...remarksOn(tier, counts));
    const outcome = tier.results && counts ? countsText(counts) : "";
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    lines.push(
      `${tier.name.padEnd(10)} ${seconds.padStart(5)} s  ${[outcome, problem ?? "ok"].filter(Boolean).join(", ")}`,
    );
  }
  say(["", ...lines, ...remarks, "", countsText(total)].join("\n"));
  return total.failed === 0 ? 0 : 1;
}

/** @param {TierResult} counts */
function countsText({ passed, failed, skipped = 0 }) {
  return `${String(passed)} passed, ${String(failed)} failed${skipped === 0 ? "" : `, ${String(skipped)} skipped`}`;
}

/**
 * What went wrong, for whoever sees only the end of the log.
 *
 * @param {Tier} tier
 * @param {TierResult | undefined} counts
 */
export function remarksOn(tier, counts) {
  return [
    ...(counts?.failures ?? []).map((failure) => `✗ ${tier.name}: ${failure}`),
    ...(counts?.secondTries ?? []).map((name) => `↻ ${tier.name}: passed at the second try only: ${name}`),
  ];
}

/**
 * @param {Tier} tier
 * @param {number} code
 * @param {TierResult | undefined} counts
 */
export function whatIsWrong(tier, code, counts) {
  if (!counts) return "FAILED: it left no results";
  if (tier.results && counts.passed + counts.failed === 0) return "FAILED: no test ran";
  return code === 0 && counts.failed === 0 ? undefined : `FAILED (exit code ${String(code)})`;
}

/**
 * @param {string} name a project of vitest.config.ts
 * @returns {Tier}
 */
function vitest(name) {
  return {
    name,
    command: [process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--project", name]],
    results: `${resultFolder}/${name}.json`,
  };
}

/**
 * Reads what a tier's reporter left.
 *
 * @param {string} file
 * @returns {Promise<TierResult | undefined>} undefined: the tests did not come to their end
 */
async function readCounts(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
