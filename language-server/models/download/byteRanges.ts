/** A piece of a file: `from` belongs to it, `to` does not any more. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Adds a range to ranges that are in order and apart; the result is so too. */
export function withRange(ranges: readonly ByteRange[], added: ByteRange): readonly ByteRange[] {
  const before = ranges.filter(({ to }) => to < added.from);
  const after = ranges.filter(({ from }) => from > added.to);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const joined = {
    from: Math.min(added.from, ...touching.map(({ from }) => from)),
    to: Math.max(added.to, ...touching.map(({ to }) => to)),
  };
  return [...before, joined, ...after];
}

/** What is not covered, from the beginning to `total`. */
export function gapsOf(ranges: readonly ByteRange[], total: number): readonly ByteRange[] {
  const ends = [{ from: 0, to: 0 }, ...ranges, { from: total, to: total }];
  return ends.slice(1).flatMap(({ from }, i) => {
    const begin = ends[i]?.to ?? 0;
    return from > begin ? [{ from: begin, to: from }] : [];
  });
}

/** Bytes that are covered. */
export const coveredBytes = (ranges: readonly ByteRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from, 0);

/** How far it is covered from the beginning without a gap. */
export const frontOf = ([first]: readonly ByteRange[]): number => (first?.from === 0 ? first.to : 0);
