import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds; less than the server's patience with a process that is to end. */
const defaultLimitMs = 1_000;

/**
 * Waits until the binding has freed something, but not for ever. It waits for everything that it began to make, also for a
 * model that did not load or a context that got no memory; one of these that was collected as garbage meanwhile tells
 * nobody that it is gone (node-llama-cpp 3.21, `LlamaModel._create`, `LlamaContext._create`). What is left goes with
 * the process.
 */
export async function freed(work: Promise<void>, limitMs = defaultLimitMs): Promise<void> {
  const end = new AbortController();
  try {
    await Promise.race([work, sleep(limitMs, undefined, { signal: end.signal })]);
  } finally {
    end.abort();
  }
}
