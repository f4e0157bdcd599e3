import type { ChatTurnResult } from "./chat.js";
import type { EditProposal } from "./edits.js";
import type { PonderError } from "./errors.js";

/**
 * The rules that a candidate is checked by, in the order in which they are asked. `format`: the thought is closed and
 * the answer is an edit that has a place. `parse`: no syntax errors that were not there. `diagnostics`: the problems are
 * gone, and no new ones are there. `tests`: the user's command ends well in a copy of the folder.
 */
export const rewardNames = ["format", "parse", "diagnostics", "tests"] as const;
export type RewardName = (typeof rewardNames)[number];

/** What one rule says of one candidate. */
export interface Reward {
  readonly name: RewardName;
  /** Absent: not judged; `message` says why. */
  readonly passed?: boolean;
  /** One sentence: what was found, or why nothing could be. */
  readonly message: string;
  /** `diagnostics`: there were problems to be fixed that the judge knows; absent: it looked for new ones only. */
  readonly hadProblems?: true;
  /** `tests`: how many passed, where the command's output tells. */
  readonly tests?: { readonly passed: number; readonly total: number };
}

/** What the rules say of a candidate, and how it stands in its group. */
export interface ScoreCard {
  /** One for each rule that was asked, in the order of {@link rewardNames}. */
  readonly rewards: readonly Reward[];
  /** The weights of all that passed, added up; see docs/verified-fix.md. */
  readonly reward: number;
  /** The reward relative to the group's mean, in standard deviations; 0 where all are alike. */
  readonly advantage: number;
  /** How many answers of the group propose this very edit. */
  readonly votes: number;
}

/** One of several answers to a fix. Answers that propose the same edit are one candidate. */
export interface Candidate {
  /** Number of the answer, from 0, whose thought and text stand here. */
  readonly answer: number;
  /** Absent where it failed before it was complete, or the edit has no place: `failure` says why. */
  readonly turn?: ChatTurnResult;
  readonly proposal?: EditProposal;
  /** Present where there is no proposal. */
  readonly failure?: PonderError;
  readonly score: ScoreCard;
}

/** How many answers of a group pass a rule; undefined where none was judged by it. */
export function passCount(
  group: readonly { readonly score: Pick<ScoreCard, "rewards" | "votes"> }[],
  name: RewardName,
): { readonly passed: number; readonly total: number } | undefined {
  const verdicts = group.flatMap(({ score: { rewards, votes } }) => {
    const verdict = rewards.find((reward) => reward.name === name)?.passed;
    return Array.from({ length: votes }, () => verdict);
  });
  if (verdicts.every((verdict) => verdict === undefined)) return undefined;
  return { passed: verdicts.filter((verdict) => verdict === true).length, total: verdicts.length };
}

/** Limits of `EditProposeParams.candidates`. */
export const candidateCounts = { min: 1, max: 8 } as const;

/**
 * What the user allows for the verification of candidates. Sent for trusted folders only: without it nothing that
 * belongs to the workspace is executed.
 */
export interface Verification {
  /** URI of the trusted folder that the document is in. */
  readonly folder: string;
  /** Absolute path of a `typescript.js` that belongs to the editor, for folders that have none of their own. */
  readonly typescript?: string;
  /** A command that the user set and allowed for this folder; it runs in a copy of it. */
  readonly testCommand?: string;
}

/**
 * `ponder/verify/problems`, server → client, request.
 *
 * Asks which problems the editor's own language support sees in a text that is not the document's, without touching
 * the document. Answers with a list of `Problem`, or null where it does not look at such texts, or not in time.
 * Errors: none.
 */
export interface VerifyProblemsParams {
  /** The document whose place and language the text has. */
  readonly uri: string;
  readonly text: string;
}

export const verifyProblemsMethod = "ponder/verify/problems";
