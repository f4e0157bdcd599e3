import type { CompleterParts } from "../completerParts.js";
import type { CompletionJob } from "../completionJob.js";
import { completionEnd } from "../stop/completionEnd.js";
import type { Generation } from "./generation.js";

/** How long a generation that nobody follows any more goes on: the next keystroke may want it, in milliseconds. */
const graceMs = 150;

/**
 * Waits until what a generation wrote behind `typed` is complete.
 *
 * @returns undefined when the user typed something else, or there is nothing left; then the generation is over.
 * @throws the reason of the job's signal when that aborts; the generation goes on for a moment, as it may be wanted.
 */
export async function readGeneration(
  generation: Generation,
  typed: string,
  job: CompletionJob,
  clock: CompleterParts["clock"],
): Promise<string | undefined> {
  const end = completionEnd(job.cursor, job.lines);
  let { follows } = generation;
  try {
    for (;;) {
      const { text } = generation;
      if (text.length < typed.length ? !mayStillMatch(generation, typed) : !text.startsWith(typed)) {
        generation.stop();
        return undefined;
      }
      if (text.length >= typed.length) {
        const rest = text.slice(typed.length);
        const length = end(rest, !generation.isRunning);
        if (length !== undefined) return rest === "" && typed !== "" ? undefined : rest.slice(0, length);
      }
      if (!generation.isRunning) return undefined;
      const more = generation.more(job.signal);
      follows = generation.follows;
      await more;
    }
  } catch (error) {
    if (job.signal.aborted) stopUnlessFollowed(generation, follows, clock);
    throw error;
  }
}

/** The model has not written as much as the user typed. Over the end of a line the prompt would be another one. */
function mayStillMatch(generation: Generation, typed: string): boolean {
  return generation.isRunning && !typed.includes("\n") && typed.startsWith(generation.text);
}

/** The request is over, and the next one may want the generation; it comes soon or not at all. */
function stopUnlessFollowed(generation: Generation, follows: number, clock: CompleterParts["clock"]): void {
  void clock.sleep(graceMs, new AbortController().signal).then(() => {
    // The next request may have begun to wait before this one heard that it is over.
    if (generation.follows === follows && !generation.isFollowed) generation.stop();
  });
}
