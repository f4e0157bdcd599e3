/**
 * Which of the files a named path means: those that share most of its last parts, at least the name. A model leaves out
 * folders, or writes some that are not there. Pure.
 *
 * @param path with `/` or `\`, maybe absolute or with `./` and `a/` in front, as a diff has it.
 * @param files with `/` as separator.
 * @returns more than one when they fit equally well.
 */
export function bestMatches(path: string, files: readonly string[]): readonly string[] {
  const wanted = partsOf(path);
  const scored = files.map((file) => ({ file, score: sharedEnd(wanted, partsOf(file)) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (best === 0) return [];
  const matches = scored.filter(({ score }) => score === best).map(({ file }) => file);
  const exact = matches.filter((file) => partsOf(file).length === wanted.length);
  return exact.length === 1 ? exact : matches;
}

function partsOf(path: string): readonly string[] {
  return path.split(/[/\\]+/).filter((part) => part !== "" && part !== ".");
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a.at(-1 - shared) === b.at(-1 - shared)) shared++;
  return shared;
}
