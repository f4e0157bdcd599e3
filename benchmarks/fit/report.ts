import { table } from "../support/markdown.js";
import { significant } from "../support/statistics.js";
import type { Figure } from "../support/results.js";

/** What was expected of a model and what it was. Bytes, and tokens per second. */
export interface FitRow {
  readonly name: string;
  readonly quantisation: string;
  readonly needed: Pair;
  readonly resident: Pair;
  readonly speed: Pair;
}

export interface Pair {
  readonly expected: number;
  readonly measured: number;
}

/** By how much what was expected is off, as a share; negative: too little was expected. */
const errorOf = ({ expected, measured }: Pair): number => expected / measured - 1;

const largest = (rows: readonly FitRow[], of: (row: FitRow) => Pair): number =>
  Math.max(...rows.map((row) => Math.abs(errorOf(of(row)))));

/** The figures of a run; the goal is that of the issue. */
export function figuresOf(rows: readonly FitRow[]): Readonly<Record<string, Figure>> {
  const percent = (share: number) => significant(100 * share);
  const memory = { comparison: "<=", value: 10 } as const;
  return {
    fit_shapes: { value: rows.length, unit: "shapes", goal: { comparison: ">=", value: 4 } },
    fit_memory_needed_error_max: { value: percent(largest(rows, (row) => row.needed)), unit: "%", goal: memory },
    fit_memory_resident_error_max: { value: percent(largest(rows, (row) => row.resident)), unit: "%", goal: memory },
    fit_speed_error_max: { value: percent(largest(rows, (row) => row.speed)), unit: "%" },
  };
}

/** The table of errors, as it stands in the report and in `docs/models.md`. */
export function errorTable(rows: readonly FitRow[]): string {
  const cells = (pair: Pair, show: (value: number) => string) => [
    `${show(pair.expected)} / ${show(pair.measured)}`,
    `${errorOf(pair) < 0 ? "−" : "+"}${Math.abs(100 * errorOf(pair)).toFixed(1)} %`,
  ];
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2);
  return table(
    ["model", "needed, GB", "error", "resident, GB", "error", "tokens/s", "error"],
    rows.map(({ name, quantisation, needed, resident, speed }) => [
      `${name} ${quantisation}`,
      ...cells(needed, gigabytes),
      ...cells(resident, gigabytes),
      ...cells(speed, (value) => value.toFixed(1)),
    ]),
  );
}
