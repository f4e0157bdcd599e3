import { realpath } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Reward } from "../../../protocol/verify.js";
import type { JudgedText } from "../foundProblem.js";
import { runCommand } from "./runCommand.js";
import { testsReward } from "./testsReward.js";
import { copyWorkTree, TooLargeToCopy } from "./workTreeCopy.js";

/** What one run of the tests may take, in milliseconds. */
const defaultLimitMs = 120_000;

/** What the tests say, and the end of what they wrote. */
export interface TestRun {
  readonly reward: Reward;
  readonly output: string;
}

/** How tests are run. */
export interface TestRunsOptions {
  /** URI of the folder. */
  readonly folder: string;
  /** Command line that the user set and allowed. */
  readonly command: string;
  /** The open documents, whose texts the copy gets. */
  readonly unsaved: () => readonly JudgedText[];
  readonly limitMs?: number;
}

/**
 * Runs the user's command in a throw-away copy of the folder for one candidate after the other: two at once would be
 * slower, and might fight over ports and files.
 */
export class TestRuns {
  readonly #options: TestRunsOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: TestRunsOptions) {
    this.#options = options;
  }

  /** @param texts the candidate. @throws `signal.reason`. */
  run(texts: readonly JudgedText[], signal: AbortSignal): Promise<TestRun> {
    const run = this.#last.catch(() => undefined).then(() => this.#run(texts, signal));
    this.#last = run;
    return run;
  }

  async #run(texts: readonly JudgedText[], signal: AbortSignal): Promise<TestRun> {
    signal.throwIfAborted();
    const { folder: uri, command, unsaved, limitMs = defaultLimitMs } = this.#options;
    if (!uri.startsWith("file:")) return notJudged("The folder is not on this machine's disk.");
    try {
      const folder = await realpath(fileURLToPath(uri));
      const inCopy = new Map<string, string>();
      for (const { uri: file, text } of [...unsaved(), ...texts]) {
        const relative = await relativeTo(folder, file);
        if (relative !== undefined) inCopy.set(relative, text);
      }
      const copy = await copyWorkTree(folder, inCopy, signal);
      try {
        const end = await runCommand(command, copy.path, limitMs, signal);
        // Paths of the copy mean nothing to anybody later.
        return { reward: testsReward(end), output: end.output.replaceAll(`${copy.path}${path.sep}`, "") };
      } finally {
        await copy.dispose();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooLargeToCopy) return notJudged(`The folder is too large to be copied (${error.message}).`);
      return notJudged(`The tests could not be run: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const notJudged = (message: string): TestRun => ({ reward: { name: "tests", message }, output: "" });

/** The path of a file in the folder, whatever links lead there; undefined: it is not inside, or not on the disk. */
async function relativeTo(folder: string, uri: string): Promise<string | undefined> {
  if (!uri.startsWith("file:")) return undefined;
  const file = fileURLToPath(uri);
  const parent = await realpath(path.dirname(file)).catch(() => path.dirname(file));
  const relative = path.relative(folder, path.join(parent, path.basename(file)));
  return relative.startsWith("..") || path.isAbsolute(relative) ? undefined : relative;
}
