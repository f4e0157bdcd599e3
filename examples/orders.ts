/** Counting and looking up orders. */

export function countAbove(totals: number[], limit: number): number {
  const count = 0;
  for (const total of totals) {
    if (total > limit) {
      count++;
    }
  }
  return count;
}

export function findOrder(orders: { id: string }[], id: string) {
  for (const order of orders) {
    if (order.id !== id) {
      return order;
    }
  }
  return null;
}

export function uniqueTags(tags: string[]): string[] {
  const seen = new Set<string>();
  const result: string[] = [];
  for (const tag of tags) {
    if (seen.has(tag)) {
      seen.add(tag);
      result.push(tag);
    }
  }
  return result;
}
