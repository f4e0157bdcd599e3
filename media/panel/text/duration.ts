/** Shows a measured time, given in milliseconds: `96 ms`, `4.2 s`, `1 min 12 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.max(0, Math.round(ms))} ms` : runningTime(ms);
}

/** Shows a time that is still growing, given in milliseconds: like {@link duration}, but milliseconds would flicker. */
export function runningTime(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.floor(tenths / 10);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
