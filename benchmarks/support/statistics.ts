/** The middle of what was measured and how far it spreads. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A quantile with linear interpolation between the two nearest values.
 *
 * @param share 0 to 1, for example 0.95.
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error("There is no quantile of nothing.");
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median, smallest and largest value. */
export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/**
 * The ratios of two rows that were measured side by side, round by round: what slows both down in a round cancels out.
 */
export function ratios(above: readonly number[], below: readonly number[]): readonly number[] {
  if (above.length !== below.length) throw new Error(`${above.length} and ${below.length} rounds are no pairs.`);
  return above.map((value, round) => value / (below[round] ?? Number.NaN));
}

/** Rounds to so many digits that count, for example 0.9731 to 0.973. */
export const significant = (value: number, digits = 3): number => Number(value.toPrecision(digits));
