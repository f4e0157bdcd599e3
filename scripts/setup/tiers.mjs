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
 * @typedef {object} Stage
 * @property {readonly Tier[]} tiers one after the other, shown as they run
 * @property {readonly Tier[]} beside meanwhile, also one after the other; each is shown when it is over
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

/**
 * Tiers one after the other, and others beside them. Servers and models mostly wait for each other; what needs none of
 * them takes what they leave of the machine. An editor needs the machine for itself, and the package builds anew what the
 * panel's page shows, so these come when nothing else runs.
 *
 * @type {readonly Stage[]}
 */
const stages = [
  {
    tiers: [vitest("server", "server")],
    beside: [
      { name: "typecheck", command: npmCommand(["run", "--silent", "typecheck"]) },
      { name: "lint", command: npmCommand(["run", "--silent", "lint"]) },
      vitest("unit", "unit"),
      vitest("panel", "e2e", "test/e2e/panel/"),
    ],
  },
  {
    tiers: [
      {
        name: "host",
        command: [process.execPath, ["--import", "tsx", "test/host/run.ts"]],
        results: `${resultFolder}/host.json`,
      },
      { name: "package", command: [process.execPath, ["--import", "tsx", "scripts/package.ts"]] },
      vitest("e2e", "e2e", "--exclude", "test/e2e/panel/**"),
    ],
    beside: [],
  },
];

/**
 * Runs everything that is tested, also after a failure.
 *
 * @param {string} root the repository
 * @returns {Promise<number>} the exit code
 */
export function runTiers(root) {
  return runStages(stages, root);
}

/**
 * Runs stages one after the other, and says at the end how all their tiers went.
 *
 * @param {readonly Stage[]} stages
 * @param {string} root
 * @returns {Promise<number>} the exit code
 */
export async function runStages(stages, root) {
  await rm(path.join(root, resultFolder), { recursive: true, force: true });
  await mkdir(path.join(root, resultFolder), { recursive: true });
  const reports = [];
  for (const { tiers, beside } of stages) {
    const [shown, others] = await Promise.all([runLane(tiers, root, true), runLane(beside, root, false)]);
    reports.push(...others, ...shown);
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { counts, problem } of reports) {
    total.passed += counts?.passed ?? 0;
    total.skipped += counts?.skipped ?? 0;
    // A tier that fails without a failed test of its own counts as one.
    total.failed += Math.max(counts?.failed ?? 0, problem ? 1 : 0);
  }
  const lines = [...reports.map(reportLine), ...reports.flatMap(({ tier, counts }) => remarksOn(tier, counts))];
  say(["", ...lines, "", countsText(total)].join("\n"));
  return total.failed === 0 ? 0 : 1;
}

/**
 * @typedef {object} TierReport
 * @property {Tier} tier
 * @property {number} seconds
 * @property {TierResult | undefined} counts
 * @property {string | undefined} problem
 */

/**
 * Runs tiers one after the other.
 *
 * @param {readonly Tier[]} tiers
 * @param {string} root
 * @param {boolean} show their output as it comes, else all of it at the end of each
 */
async function runLane(tiers, root, show) {
  /** @type {TierReport[]} */
  const reports = [];
  for (const tier of tiers) {
    const title = `\n── ${tier.name} ${"─".repeat(60 - tier.name.length)}`;
    if (show) say(title);
    const start = Date.now();
    const env = { ...process.env, ...(tier.results ? { PONDER_TEST_RESULTS: path.join(root, tier.results) } : {}) };
    const { code, output } = await runCommand(...tier.command, { cwd: root, show, env });
    if (!show) say(`${title}\n${output}`);
    const counts = tier.results ? await readCounts(path.join(root, tier.results)) : { passed: 0, failed: 0 };
    reports.push({ tier, seconds: (Date.now() - start) / 1000, counts, problem: whatIsWrong(tier, code, counts) });
  }
  return reports;
}

/** @param {TierReport} report */
function reportLine({ tier, seconds, counts, problem }) {
  const outcome = [tier.results && counts ? countsText(counts) : "", problem ?? "ok"].filter(Boolean).join(", ");
  return `${tier.name.padEnd(10)} ${seconds.toFixed(0).padStart(5)} s  ${outcome}`;
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
 * @param {string} name
 * @param {string} project of vitest.config.ts
 * @param {string[]} args which of its files
 * @returns {Tier}
 */
function vitest(name, project, ...args) {
  return {
    name,
    command: [process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--project", project, ...args]],
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
