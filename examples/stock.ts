/** How many articles there are on all shelves. */
export function countStock(shelves: number[]): number {
  let count = 0;
  for (let i = 0; i < shelves.length; i++) {
    count += shelves[i];
  }
}
