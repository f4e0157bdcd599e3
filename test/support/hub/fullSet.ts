/** All cases of the tests of downloads: `PONDER_FULL=1`. Else some of the slow ones are left out. */
export const isFullSet = process.env["PONDER_FULL"] === "1";

/** Every so many of a list that is slow to go through. */
export const someOf = <T>(all: readonly T[], every: number): readonly T[] =>
  isFullSet ? all : all.filter((_, i) => i % every === 0);
