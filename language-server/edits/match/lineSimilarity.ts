/**
 * How alike two lines are, 0 to 1: Sørensen–Dice over pairs of characters, white space at the ends and its amount
 * aside. Linear in the length, so a long line costs nothing special.
 */
export function lineSimilarity(a: string, b: string): number {
  return pairSimilarity(normalizeSpace(a), normalizeSpace(b));
}

/** {@link lineSimilarity} of lines that are normalised already. */
export function pairSimilarity(left: string, right: string): number {
  if (left === right) return 1;
  if (left.length < 2 || right.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let index = 0; index < left.length - 1; index++) {
    const pair = left.slice(index, index + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let index = 0; index < right.length - 1; index++) {
    const pair = right.slice(index, index + 2);
    const count = pairs.get(pair) ?? 0;
    if (count > 0) {
      shared++;
      pairs.set(pair, count - 1);
    }
  }
  return (2 * shared) / (left.length + right.length - 2);
}

/** Whether the lengths of two lines allow them to be that similar: saves the comparison of most lines. */
export function canBeSimilar(left: string, right: string, threshold: number): boolean {
  if (left.length < 2 || right.length < 2) return left === right;
  const shorter = Math.min(left.length, right.length) - 1;
  return (2 * shorter) / (left.length + right.length - 2) >= threshold;
}

/** A line without the white space that editors and models change. */
export function normalizeSpace(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}
