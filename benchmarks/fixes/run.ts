import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { startServer } from "../../cli/server.js";
import { describeMachine, sha256 } from "../support/machine.js";
import { reaches, writeResults, type Figure } from "../support/results.js";
import { readFixCases } from "./fixCases.js";
import { report, solved, type Run } from "./report.js";
import { attempt, withBarePrompt, withProductPrompt } from "./solve.js";

/**
 * `npm run bench:fixes`: how often the product's own prompts give the expected fix. `--quick` runs every fourth case
 * and writes no results.
 */
const root = path.resolve(import.meta.dirname, "../..");
const cardRate = 57 / 88; // models/demo/MODEL_CARD.md, "FIX all", bare prompts at temperature 0

async function main(): Promise<void> {
  const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
  const all = readFixCases(await readFile(path.join(root, "test/fixtures/heldout.jsonl"), "utf8"));
  const cases = quick ? all.filter((_, at) => at % 4 === 0) : all;
  const server = await startServer(
    { program: path.join(root, "dist/server.cjs"), workingDirectory: root, settings: {} },
    new AbortController().signal,
  );
  const runs: Run[] = [];
  try {
    for (const [at, fixCase] of cases.entries()) {
      const product = await attempt(server, fixCase, at, withProductPrompt);
      const bare = await attempt(server, fixCase, at + cases.length, withBarePrompt);
      runs.push({ fixCase, product, bare });
      if (runs.length % 11 === 0) console.log(`${runs.length} of ${cases.length}: ${solved(runs, "product")} fixed`);
    }
  } finally {
    await server.stop();
  }

  const rate = solved(runs, "product") / runs.length;
  const bareRate = solved(runs, "bare") / runs.length;
  const figures: Readonly<Record<string, Figure>> = {
    fix_rate: { value: round(rate), unit: "share", goal: { comparison: ">=", value: round(cardRate) } },
    fix_rate_vs_bare: { value: round(rate / bareRate), unit: "ratio", goal: { comparison: ">=", value: 1 } },
  };
  const text = report(runs, {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    model: `models/demo/ponder-demo.gguf, SHA-256 ${await sha256(path.join(root, "models/demo/ponder-demo.gguf"))}`,
    engine: `node-llama-cpp ${await engineVersion()}, temperature 0`,
  });
  console.log(`\n${text}\n${JSON.stringify(figures)}`);
  if (quick) return;
  await writeResults("fixes", text, figures);
  if (!Object.values(figures).every(reaches)) process.exitCode = 1;
}

async function engineVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return manifest.dependencies["node-llama-cpp"] ?? "of unknown version";
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

await main();
