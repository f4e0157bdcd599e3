/**
 * The paths that fit what was typed, best first: the name begins with it, a part of the path does, it is somewhere in
 * the path, its letters are in the path in this order. Pure.
 *
 * @param paths in an order that decides between equals.
 */
export function rankPaths(paths: readonly string[], typed: string, most: number): readonly string[] {
  const wanted = typed.toLowerCase().replaceAll("\\", "/");
  return paths
    .map((path) => ({ path, rank: rankOf(path.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .slice(0, most)
    .map(({ path }) => path);
}

function rankOf(path: string, wanted: string): number | undefined {
  if (wanted === "") return 0;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.startsWith(wanted)) return 0;
  if (path.startsWith(wanted) || path.includes(`/${wanted}`)) return 1;
  if (name.includes(wanted)) return 2;
  if (path.includes(wanted)) return 3;
  return hasInOrder(path, wanted) ? 4 : undefined;
}

function hasInOrder(path: string, wanted: string): boolean {
  let at = -1;
  for (const letter of wanted) {
    at = path.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
