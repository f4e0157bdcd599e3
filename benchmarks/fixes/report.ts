import { barChart, share, table } from "../support/markdown.js";
import type { FixCase } from "./fixCases.js";
import type { Attempt } from "./solve.js";

/** One case with both attempts. */
export interface Run {
  readonly fixCase: FixCase;
  readonly product: Attempt;
  readonly bare: Attempt;
}

/** Where and with what it was measured. */
export interface Setting {
  readonly date: string;
  readonly machine: string;
  readonly model: string;
  readonly engine: string;
}

/** How many of the runs were solved. */
export function solved(runs: readonly Run[], by: "product" | "bare"): number {
  return runs.filter((run) => run[by].solved).length;
}

/** The report for people. */
export function report(runs: readonly Run[], setting: Setting): string {
  const count = runs.length;
  const failures = grouped(
    runs.filter(({ product }) => product.failure !== undefined),
    ({ product }) => product.failure ?? "",
  );
  return `# Fixes

The ${count} fix cases of \`test/fixtures/heldout.jsonl\` (identifiers that never occur in the model's training): the
document goes to the language server with its diagnostic where the case has one, the product's own prompt asks for the
fix (\`ponder/edit/propose\`), and the proposal is applied. A case counts only when the whole text is the expected one.
The peer, in the same run: the bare prompt of the case as a question, without a system prompt, and the same matcher on
its answer.

- date: ${setting.date}
- machine: ${setting.machine}
- model: ${setting.model}
- engine: ${setting.engine}

\`\`\`text
${barChart([
  { name: "product's prompt", share: solved(runs, "product") / count },
  { name: "bare prompt", share: solved(runs, "bare") / count },
])}
\`\`\`

## By task

${table(["task", "product's prompt", "bare prompt"], [...rows(runs, "task"), ["**all**", ...shares(runs)]])}

Unsolved without a proposal: ${failures.map(([code, all]) => `${code} ${all.length}`).join(", ") || "none"}.

## By kind of bug

Few cases each.

${table(["kind", "product's prompt", "bare prompt"], rows(runs, "kind"))}
`;
}

function rows(runs: readonly Run[], key: "task" | "kind"): readonly (readonly string[])[] {
  return grouped(runs, ({ fixCase }) => fixCase[key]).map(([name, group]) => [name, ...shares(group)]);
}

function shares(runs: readonly Run[]): readonly string[] {
  return [share(solved(runs, "product"), runs.length), share(solved(runs, "bare"), runs.length)];
}

/** The runs by a name, sorted by it. */
function grouped(
  runs: readonly Run[],
  nameOf: (run: Run) => string,
): readonly (readonly [name: string, group: readonly Run[]])[] {
  const names = [...new Set(runs.map(nameOf))].sort();
  return names.map((name) => [name, runs.filter((run) => nameOf(run) === name)]);
}
