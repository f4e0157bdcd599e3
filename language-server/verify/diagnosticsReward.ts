import type { Problem } from "../../protocol/edits.js";
import type { Reward } from "../../protocol/verify.js";
import type { FoundProblem } from "./foundProblem.js";

/** Longest piece of a service's message that is repeated, in code units. */
const longestMessage = 160;

/**
 * The problems that were to be fixed are gone, and no new ones are there. Problems that were there before and were not
 * asked about do not count; what a service says is compared by code and words, not by place, since lines move.
 *
 * @param before what the service finds in the files as they are now, with the same means as `after`.
 * @param asked the problems that were to be fixed. Those that this service does not find (a linter's, say) are left out.
 */
export function diagnosticsReward(
  before: readonly FoundProblem[],
  after: readonly FoundProblem[],
  asked: readonly Problem[],
): Reward {
  const counts = new Map<string, number>();
  for (const problem of before) counts.set(keyOf(problem), (counts.get(keyOf(problem)) ?? 0) + 1);
  const fresh: FoundProblem[] = [];
  for (const problem of after) {
    const left = counts.get(keyOf(problem)) ?? 0;
    if (left > 0) counts.set(keyOf(problem), left - 1);
    else fresh.push(problem);
  }
  const known = asked.filter((problem) => before.some((found) => isSame(found, problem)));
  const stays = known.find((problem) => countOf(after, problem) > countOf(before, problem) - countOf(known, problem));
  const [first] = fresh;
  if (stays !== undefined) return verdict(false, `The problem is still there: ${short(stays.message)}`);
  if (first !== undefined) {
    const more = fresh.length === 1 ? "A new problem" : `${String(fresh.length)} new problems, the first`;
    return verdict(false, `${more} in line ${String(first.line + 1)}: ${short(first.message)}`);
  }
  if (known.length === 0) return verdict(true, "No new problems.");
  return {
    ...verdict(
      true,
      known.length === 1
        ? "The problem is gone, and there is no new one."
        : "The problems are gone, and there are no new ones.",
    ),
    hadProblems: true,
  };
}

const verdict = (passed: boolean, message: string): Reward => ({ name: "diagnostics", passed, message });

const keyOf = ({ uri, code, message }: FoundProblem): string => JSON.stringify([uri, code, message]);

/** Editors join the lines of a message in their own way. */
const isSame = (a: { readonly message: string }, b: { readonly message: string }): boolean =>
  plain(a.message) === plain(b.message);

const plain = (message: string): string => message.replace(/\s+/g, " ").trim();

function countOf(problems: readonly { readonly message: string }[], wanted: Problem): number {
  return problems.filter((problem) => isSame(problem, wanted)).length;
}

function short(message: string): string {
  const line = plain(message);
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1)}…`;
}
