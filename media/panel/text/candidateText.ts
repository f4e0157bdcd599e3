import type { CandidatesEvent } from "../../../protocol/events.js";
import type { CandidateView } from "../../../protocol/panel/state.js";
import { passCount, type Reward, type RewardName } from "../../../protocol/verify.js";
import { t } from "../l10n.js";

/** What a rule said of a candidate, in two or three words. */
export function rewardText({ name, passed, hadProblems, tests }: Reward): string {
  switch (name) {
    case "format":
      return passed === true ? t("is an edit") : t("no edit");
    case "parse":
      return passed === undefined ? t("not parsed") : passed ? t("parses") : t("does not parse");
    case "diagnostics":
      return passed === undefined
        ? t("problems not checked")
        : passed
          ? hadProblems
            ? t("problem gone")
            : t("no new problems")
          : t("problems");
    case "tests": {
      const count = tests === undefined ? "" : ` ${tests.passed}/${tests.total}`;
      return passed === undefined ? t("not tested") : passed ? t("tests{0}", count) : t("tests fail{0}", count);
    }
  }
}

/** What is said to a screen reader, which does not see the sign before it. */
export function rewardLabel(reward: Reward): string {
  const { passed, message } = reward;
  const verdict = passed === undefined ? t("Not judged") : passed ? t("Passed") : t("Failed");
  return `${verdict}: ${rewardText(reward)}. ${message}`;
}

/** How the group did: "3 of 4 pass diagnostics, 2 of 4 pass tests". Empty where no rule could judge. */
export function groupText(all: readonly CandidateView[]): string {
  const names: readonly (readonly [RewardName, (passed: number, total: number) => string])[] = [
    ["parse", (passed, total) => t("{0} of {1} parse", passed, total)],
    ["diagnostics", (passed, total) => t("{0} of {1} pass diagnostics", passed, total)],
    ["tests", (passed, total) => t("{0} of {1} pass the tests", passed, total)],
  ];
  return names
    .flatMap(([name, say]) => {
      const count = passCount(all, name);
      return count === undefined ? [] : say(count.passed, count.total);
    })
    .join(", ");
}

/** How far a group is that is being written. */
export function progressText({ total, written, checked, round }: Omit<CandidatesEvent, "type">): string {
  const text = t("{0} of {1} written, {2} of {1} checked", written, total, checked);
  return round === 2 ? `${t("Once more, with what the checks found")}: ${text}` : text;
}
