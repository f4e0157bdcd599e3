import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** One measured number. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** What it has to be, for example `>= 0.65`. */
  readonly goal?: { readonly comparison: ">=" | "<="; readonly value: number };
}

/** Tells whether a figure is what it has to be. */
export function reaches({ value, goal }: Figure): boolean {
  if (!goal) return true;
  return goal.comparison === ">=" ? value >= goal.value : value <= goal.value;
}

/**
 * Writes the last results of a benchmark: `NAME.md` for people and `NAME.json` for programs.
 *
 * @param chart a picture for the report, written as `NAME.svg`.
 */
export async function writeResults(
  name: string,
  report: string,
  figures: Readonly<Record<string, Figure>>,
  chart?: string,
): Promise<void> {
  const folder = path.resolve(import.meta.dirname, "../results");
  await mkdir(folder, { recursive: true });
  const plain = Object.entries(figures).map(([key, { value, unit, goal }]) => [
    key,
    { value, unit, ...(goal ? { goal: `${goal.comparison} ${goal.value}` } : {}) },
  ]);
  const json = { figures: Object.fromEntries(plain) as unknown };
  await writeFile(path.join(folder, `${name}.md`), report);
  if (chart !== undefined) await writeFile(path.join(folder, `${name}.svg`), chart);
  await writeFile(path.join(folder, `${name}.json`), `${JSON.stringify(json, null, 2)}\n`);
}
