/**
 * Waits for a result that others may wait for too, but no longer than until `signal` aborts. The work goes on.
 *
 * @throws `signal.reason`, or what `result` rejects with.
 */
export function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
