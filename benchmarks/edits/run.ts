import { parseArgs } from "node:util";
import { goalsTable } from "../support/goalsTable.js";
import { describeMachine } from "../support/machine.js";
import { reaches, writeResults, type Figure } from "../support/results.js";
import { fixRates } from "./fixRates/fixRates.js";
import { svgChart, type Panel } from "../support/svgChart.js";
import type { Part } from "./part.js";

/**
 * `npm run bench:edits`: what becomes of a model's answers. `--quick` takes a sample and writes no results; so do names
 * of parts, which run only those.
 */
const parts: readonly Part[] = [fixRates];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => parts.every((part) => part.name !== name));
  if (unknown !== undefined)
    throw new Error(`There is no part ${unknown}: ${parts.map(({ name }) => name).join(", ")}.`);
  const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const texts: string[] = [];
  const figures: Record<string, Figure> = {};
  const charts: Panel[] = [];
  for (const part of chosen) {
    console.log(`${part.name} …`);
    const result = await part.measure({ quick: values.quick });
    texts.push(result.text.trim());
    Object.assign(figures, result.figures);
    if (result.chart) charts.push(result.chart);
  }
  const head = `# Edits\n\n- date: ${new Date().toISOString().slice(0, 10)}\n- machine: ${describeMachine()}`;
  const report = `${[head, goalsTable(figures), ...texts].join("\n\n")}\n`;
  console.log(`\n${report}`);
  if (values.quick || chosen.length < parts.length) return;
  await writeResults("edits", report, figures, svgChart("What becomes of a model's answers", charts));
  if (!Object.values(figures).every(reaches)) process.exitCode = 1;
}

await main();
