import { Worker } from "node:worker_threads";

/** Each thread reads so many bytes again and again: far more than any cache holds. */
const blockBytes = 96 << 20;
/** For so long, in milliseconds, so often; the fastest counts: whatever else runs makes it slower, nothing faster. */
const measureMs = 60;
const rounds = 3;

/**
 * What each thread does. To look for a byte that is not there reads everything, in C (`memchr`), as fast as the memory
 * gives it.
 */
const program = `
const { parentPort, workerData: { blockBytes, measureMs } } = require("node:worker_threads");
const block = Buffer.alloc(blockBytes, 1);
parentPort.on("message", () => {
  const begin = performance.now();
  let bytes = 0;
  do { block.indexOf(0); bytes += blockBytes; } while (performance.now() - begin < measureMs);
  parentPort.postMessage({ bytes, ms: performance.now() - begin });
});
parentPort.postMessage("ready");
`;

/**
 * Measures how fast the processor reads memory with so many threads at once: what limits a model that writes one token
 * after the other, since it reads all its weights for each. Takes about half a second, off the main thread.
 *
 * @returns bytes per second.
 */
export async function measureBandwidth(threads: number): Promise<number> {
  const workers: Worker[] = [];
  try {
    for (let i = 0; i < threads; i++)
      workers.push(new Worker(program, { eval: true, workerData: { blockBytes, measureMs } }));
    await Promise.all(workers.map(answerOf));
    let best = 0;
    for (let round = 0; round < rounds; round++) best = Math.max(best, await measureOnce(workers));
    return best;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function measureOnce(workers: readonly Worker[]): Promise<number> {
  const results = await Promise.all(
    workers.map((worker) => {
      const answer = answerOf(worker);
      worker.postMessage("go");
      return answer as Promise<{ readonly bytes: number; readonly ms: number }>;
    }),
  );
  return results.reduce((sum, { bytes, ms }) => sum + (bytes / ms) * 1000, 0);
}

const answerOf = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
