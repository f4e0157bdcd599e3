/**
 * Pearson's chi-square of counts against what is expected of them.
 *
 * @param expected how likely each is; together 1.
 */
export function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, i) => {
    const mean = total * (expected[i] ?? 0);
    return sum + (count - mean) ** 2 / mean;
  }, 0);
}

/**
 * A chi-square that chance exceeds less than once in ten million times (by the bound of Laurent and Massart, 2000).
 *
 * @param free degrees of freedom.
 */
export function impossibleChiSquare(free: number): number {
  const unlikely = Math.log(1e7);
  return free + 2 * Math.sqrt(free * unlikely) + 2 * unlikely;
}
