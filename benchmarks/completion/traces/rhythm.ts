/**
 * Share of the pauses between two keys that are longer than so many milliseconds, in a recorded session of 92 minutes
 * (1,999 pauses; median 112 ms, nine of ten shorter than 586 ms). The first and the last row close the curve.
 */
const longerThan: readonly (readonly [ms: number, share: number])[] = [
  [25, 1],
  [50, 0.85],
  [75, 0.72],
  [100, 0.55],
  [125, 0.45],
  [150, 0.37],
  [200, 0.26],
  [250, 0.2],
  [350, 0.16],
  [500, 0.12],
  [1000, 0.07],
  [2000, 0.04],
  [8000, 0],
];

/** A pause between two keys in milliseconds, as long as people make them. @param random in [0, 1). */
export function pauseBetweenKeys(random: number): number {
  const share = 1 - random;
  const at = longerThan.findIndex(([, below]) => below < share);
  const [fromMs, fromShare] = longerThan[at - 1] ?? [25, 1];
  const [toMs, toShare] = longerThan[at] ?? [25, 1];
  if (fromShare === toShare) return fromMs;
  // Between two rows on a logarithmic scale: pauses are.
  return fromMs * (toMs / fromMs) ** ((fromShare - share) / (fromShare - toShare));
}

/** A pause that is not one between two keys of a word, but for a thought. */
const thought = 350;

/**
 * Pauses for keys in a row. They are drawn as people make them; the long ones are then put where people think: before
 * a line, a word, after a sign.
 *
 * @param isBoundary for each key whether a thought may come before it.
 */
export function pausesFor(isBoundary: readonly boolean[], random: () => number): readonly number[] {
  const drawn = isBoundary.map(() => pauseBetweenKeys(random()));
  const long = drawn.filter((ms) => ms > thought);
  const short = drawn.filter((ms) => ms <= thought);
  const boundaries = isBoundary.flatMap((is, at) => (is ? [at] : []));
  const places = new Set<number>();
  while (places.size < long.length) {
    const from = places.size < boundaries.length ? boundaries : isBoundary.map((_, at) => at);
    const place = from[Math.floor(random() * from.length)];
    if (place !== undefined) places.add(place);
  }
  return isBoundary.map((_, at) => (places.has(at) ? long.pop() : short.pop()) ?? thought);
}
