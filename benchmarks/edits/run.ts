import { parseArgs } from "node:util";
import { goalsTable } from "../support/goalsTable.js";
import { describeMachine } from "../support/machine.js";
import { reaches, writeResults } from "../support/results.js";
import { applying } from "./applying/applying.js";
import { fixRates } from "./fixRates/fixRates.js";
import { svgChart } from "../support/svgChart.js";
import type { Part } from "./part.js";

/**
 * `npm run bench:edits`: what becomes of a model's answers, and how its edits are placed. `--quick` takes a sample and
 * writes no results; names of parts run only those.
 */
const parts: readonly Part[] = [applying, fixRates];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => parts.every((part) => part.name !== name));
  if (unknown !== undefined)
    throw new Error(`There is no part ${unknown}: ${parts.map(({ name }) => name).join(", ")}.`);
  for (const part of parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    console.log(`${part.name} …`);
    const { text, figures, chart } = await part.measure({ quick: values.quick });
    const head = `# ${part.title}\n\n- date: ${new Date().toISOString().slice(0, 10)}\n- machine: ${describeMachine()}`;
    const report = `${[head, goalsTable(figures), text.trim()].join("\n\n")}\n`;
    console.log(`\n${report}`);
    if (values.quick) continue;
    await writeResults(part.results, report, figures, chart && svgChart(part.title, [chart]));
    if (!Object.values(figures).every(reaches)) process.exitCode = 1;
  }
}

await main();
