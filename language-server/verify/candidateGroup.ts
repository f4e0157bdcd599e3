import type { EditProposal } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Candidate } from "../../protocol/verify.js";
import type { WrittenAnswer } from "../chat/runGroup.js";
import type { ChangedFile } from "./changedFile.js";
import { formatReward } from "./formatReward.js";
import { rankGroup, type CheckedCandidate } from "./rankGroup.js";
import type { Verdict } from "./verifier.js";

/** An answer that has its place. */
export interface PlacedAnswer {
  readonly proposal: EditProposal;
  readonly files: readonly ChangedFile[];
}

/** What a group works with. */
export interface CandidateGroupParts {
  /** Makes the proposal of an answer. Throws a `PonderFailure` where it has no place. */
  readonly place: (answer: string) => PlacedAnswer;
  readonly judge: (files: readonly ChangedFile[]) => Promise<Verdict>;
  /** An answer was written, or checked. */
  readonly onProgress: () => void;
}

/** A candidate with what the tests wrote, which goes no further than into the next prompt. */
export interface RankedCandidate extends Candidate {
  readonly testOutput: string;
}

interface Member extends Omit<Candidate, "score"> {
  votes: number;
  readonly changedLines: number;
  readonly verdict: Promise<Verdict>;
}

/** The answers to one question as they come: each is placed, merged with its equals, judged, and in the end ranked. */
export class CandidateGroup {
  readonly #parts: CandidateGroupParts;
  /** By what they make of the files. */
  readonly #proposals = new Map<string, Member>();
  readonly #failed: Member[] = [];
  #written = 0;
  #checked = 0;

  constructor(parts: CandidateGroupParts) {
    this.#parts = parts;
  }

  /** Answers that were written. */
  get written(): number {
    return this.#written;
  }

  /** Answers that were checked. */
  get checked(): number {
    return this.#checked;
  }

  /** An answer was written; its check begins. */
  add(written: WrittenAnswer): void {
    this.#written++;
    this.#parts.onProgress();
    const { verdict } = this.#memberOf(written);
    const checked = () => {
      this.#checked++;
      this.#parts.onProgress();
    };
    // Who waits for the ranking sees what went wrong.
    verdict.then(checked, () => undefined);
  }

  /** All candidates, best first, when all are checked. @throws what the checks throw. */
  async ranked(): Promise<readonly RankedCandidate[]> {
    const members = [...this.#proposals.values(), ...this.#failed];
    const checked = await Promise.all(
      members.map(async ({ verdict, ...member }): Promise<Omit<Member, "verdict"> & CheckedCandidate & Verdict> => {
        return { ...member, ...(await verdict) };
      }),
    );
    return rankGroup(checked).map(({ answer, turn, proposal, failure, score, testOutput }) => ({
      answer,
      ...(turn && { turn }),
      ...(proposal && { proposal }),
      ...(failure && { failure }),
      score,
      testOutput,
    }));
  }

  /** Equal proposals are one candidate: that of the first answer that made it. */
  #memberOf(written: WrittenAnswer): Member {
    const { answer } = written;
    if ("failure" in written) return this.#fail(answer, written.failure);
    const { turn } = written;
    try {
      const { proposal, files } = this.#parts.place(turn.answer);
      const key = JSON.stringify(files.map(({ uri, after }) => [uri, after]));
      const known = this.#proposals.get(key);
      if (known !== undefined) {
        known.votes++;
        return known;
      }
      const changedLines = changedLinesOf(proposal);
      const member: Member = { answer, turn, proposal, votes: 1, changedLines, verdict: this.#parts.judge(files) };
      this.#proposals.set(key, member);
      return member;
    } catch (error) {
      if (!PonderFailure.is(error)) throw error;
      return this.#fail(answer, error, { turn });
    }
  }

  #fail(answer: number, failure: PonderFailure, more: Pick<Member, "turn"> = {}): Member {
    const verdict = Promise.resolve({ rewards: [formatReward(failure)], testOutput: "" });
    const member: Member = { answer, failure: failure.data, votes: 1, changedLines: 0, verdict, ...more };
    this.#failed.push(member);
    return member;
  }
}

/** Lines that a proposal takes away and puts in. */
function changedLinesOf({ files }: EditProposal): number {
  const count = (text: string) => (text === "" ? 0 : text.split("\n").length);
  return files
    .flatMap(({ hunks }) => hunks)
    .reduce((sum, { oldText, newText }) => sum + count(oldText) + count(newText), 0);
}
