import type { Log } from "../../log.js";
import type { Clock } from "../clock.js";
import type { CompletionPlace } from "../completionPlace.js";
import type { GatheredChunk, Gatherer, PieceLimit } from "./gatherer.js";

/** What gathering needs. */
export interface GatherParts {
  readonly clock: Clock;
  readonly log: Pick<Log, "debug">;
  /** Of all gatherers together, in milliseconds. */
  readonly timeLimitMs: number;
}

/**
 * Asks all gatherers at the same time. One that fails, or is not ready when the time is over, gives nothing; the log
 * says so.
 *
 * @returns their chunks, in the order of the gatherers.
 */
export async function gatherInTime(
  gatherers: readonly Gatherer[],
  place: CompletionPlace,
  limit: PieceLimit,
  { clock, log, timeLimitMs }: GatherParts,
  signal: AbortSignal,
): Promise<readonly GatheredChunk[]> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const started = clock.now();
  const elapsed = () => `${(clock.now() - started).toFixed(0)} ms`;
  const results: (readonly GatheredChunk[] | undefined)[] = gatherers.map(() => undefined);
  const work = gatherers.map(async (gatherer, at) => {
    try {
      const chunks = await gatherer.gather(place, limit, both);
      if (!both.aborted) results[at] = chunks;
      log.debug(`${gatherer.name}: ${chunks.length} chunks after ${elapsed()}${both.aborted ? ", too late" : ""}`);
    } catch (error) {
      if (!both.aborted) results[at] = [];
      log.debug(
        `${gatherer.name}: failed after ${elapsed()}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
  await Promise.race([Promise.all(work), clock.sleep(timeLimitMs, both).catch(() => undefined)]);
  for (const [at, { name }] of gatherers.entries())
    if (results[at] === undefined) log.debug(`${name}: skipped, not ready after ${elapsed()}`);
  over.abort();
  return results.flatMap((chunks) => chunks ?? []);
}
