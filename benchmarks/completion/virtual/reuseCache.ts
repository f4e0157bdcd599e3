import { commonLength } from "./commonLength.js";

/**
 * How many tokens of a prompt need no evaluation in llama-server: the beginning that is in the cache, and with
 * `--cache-reuse` behind it runs of at least `minimum` tokens that are moved to where they stand now (the loop over
 * `n_cache_reuse` in `server-context.cpp`). At least one token is always evaluated.
 */
export function reuseCache(cache: readonly number[], prompt: readonly number[], minimum: number): number {
  let kept = commonLength(cache, prompt);
  if (minimum > 0) {
    let at = kept;
    while (at < cache.length && kept < prompt.length) {
      let same = 0;
      while (at + same < cache.length && kept + same < prompt.length && cache[at + same] === prompt[kept + same])
        same++;
      if (same >= minimum) {
        at += same;
        kept += same;
      } else at++;
    }
  }
  return Math.min(kept, prompt.length - 1);
}
