import { passCount, rewardNames, type Candidate, type Reward } from "../protocol/verify.js";

/** What the checks found, for people: how the group did, then each candidate, best first. */
export function candidateLines(candidates: readonly Candidate[]): string {
  const answers = candidates.reduce((sum, { score }) => sum + score.votes, 0);
  const counts = rewardNames.flatMap((name) => {
    const count = passCount(candidates, name);
    return count === undefined ? [] : [`${count.passed} of ${count.total} pass ${name}`];
  });
  const head = `${plural(answers, "answer")}, ${plural(candidates.length, "candidate")}: ${counts.join(", ")}.`;
  return [head, ...candidates.map((candidate, at) => cardLines(candidate, at + 1))].join("\n");
}

function cardLines({ score: { rewards, votes } }: Candidate, place: number): string {
  const verdicts = rewards.map(verdict).join("  ");
  const failed = rewards.filter(({ passed }) => passed === false).map(({ message }) => `\n     ${message}`);
  return `  ${place}. ${verdicts}  (${plural(votes, "answer")})${failed.join("")}`;
}

function verdict({ name, passed, tests }: Reward): string {
  const count = tests === undefined ? "" : ` ${tests.passed}/${tests.total}`;
  return `${passed === undefined ? "?" : passed ? "✓" : "✗"} ${name}${count}`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
