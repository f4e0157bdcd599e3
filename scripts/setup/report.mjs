import process from "node:process";
import { clearInterval, setInterval } from "node:timers";

const aliveEveryMs = 20_000;

/**
 * Runs one step of the setup and tells the user about it: a line at the start, a sign of life while it runs, and
 * the outcome with the time it took.
 *
 * @template T
 * @param {string} title what is done, as a phrase
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} [describe] the outcome in a few words
 * @returns {Promise<T>}
 */
export async function step(title, work, describe) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  say(`• ${title} …`);
  const alive = setInterval(() => say(`  still at it (${seconds()})`), aliveEveryMs);
  try {
    const result = await work();
    const outcome = describe?.(result);
    say(`  ${outcome ? `${outcome}, ` : ""}${seconds()}`);
    return result;
  } finally {
    clearInterval(alive);
  }
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** A reason to stop that the user can do something about: it is shown without a stack. */
export class SetupProblem extends Error {
  /** @override */
  name = "SetupProblem";

  /**
   * @param {string} message what is wrong
   * @param {string} next what to do
   * @param {{ cause?: unknown }} [options]
   */
  constructor(message, next, options) {
    super(`${message}\n  Next: ${next}`, options);
  }
}
