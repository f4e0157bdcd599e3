import type { Problem } from "../../protocol/edits.js";
import type { Reward } from "../../protocol/verify.js";
import type { ChangedFile } from "./changedFile.js";
import { diagnosticsReward } from "./diagnosticsReward.js";
import { formatReward } from "./formatReward.js";
import type { FindProblems, FoundProblem, JudgedText, Unknown } from "./foundProblem.js";
import { parseReward, type FindSyntaxErrors } from "./parseReward.js";
import type { TestRuns } from "./tests/testRuns.js";

/** What the rules say of one candidate. */
export interface Verdict {
  readonly rewards: readonly Reward[];
  /** The end of what the tests wrote; empty where they did not run. */
  readonly testOutput: string;
}

/** What candidates are judged with. */
export interface VerifierParts {
  readonly findSyntaxErrors: FindSyntaxErrors;
  /** Else: why problems are not looked for. */
  readonly findProblems: FindProblems | Unknown;
  /** Absent: no command was set, or none was allowed. */
  readonly tests?: Pick<TestRuns, "run">;
  /** The problems that are to be fixed. */
  readonly problems: readonly Problem[];
}

/** Judges the candidates of one group by the rules, each rule in its turn. */
export class Verifier {
  readonly #parts: VerifierParts;
  /** What the service finds in the files as they are; the same for all candidates. */
  readonly #before = new Map<string, Promise<readonly FoundProblem[] | Unknown>>();

  constructor(parts: VerifierParts) {
    this.#parts = parts;
  }

  /** A candidate that is an edit. @throws `signal.reason`. */
  async judge(files: readonly ChangedFile[], signal: AbortSignal): Promise<Verdict> {
    const parse = await parseReward(files, this.#parts.findSyntaxErrors);
    signal.throwIfAborted();
    const rewards = [formatReward(), parse, await this.#diagnostics(files, signal)];
    const { tests } = this.#parts;
    if (tests === undefined) return { rewards, testOutput: "" };
    if (parse.passed === false) {
      // Nothing is run to find out what is known.
      const message = "The code has syntax errors, so the tests were not run.";
      return { rewards: [...rewards, { name: "tests", passed: false, message }], testOutput: "" };
    }
    const { reward, output } = await tests.run(files.map(withText("after")), signal);
    return { rewards: [...rewards, reward], testOutput: reward.passed === false ? output : "" };
  }

  async #diagnostics(files: readonly ChangedFile[], signal: AbortSignal): Promise<Reward> {
    const { findProblems, problems } = this.#parts;
    if (typeof findProblems !== "function") return notJudged(findProblems);
    const key = JSON.stringify(files.map(({ uri }) => uri));
    const known = this.#before.get(key) ?? findProblems(files.map(withText("before")), signal);
    this.#before.set(key, known);
    const before = await known;
    if ("unknown" in before) return notJudged(before);
    const after = await findProblems(files.map(withText("after")), signal);
    return "unknown" in after ? notJudged(after) : diagnosticsReward(before, after, problems);
  }
}

const notJudged = ({ unknown }: Unknown): Reward => ({ name: "diagnostics", message: unknown });

const withText =
  (which: "before" | "after") =>
  ({ uri, languageId, [which]: text }: ChangedFile): JudgedText => ({ uri, languageId, text });
