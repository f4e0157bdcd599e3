import type { CandidateView } from "../../protocol/panel/state.js";
import type { Candidate } from "../../protocol/verify.js";

/** What the panel shows of a candidate. The hunks stay in the host. Pure. */
export function candidateView({ turn, failure, score }: Candidate): CandidateView {
  const { text, ms, tokens, closedBy } = turn?.thinking ?? { text: "", ms: 0, tokens: 0 };
  return {
    thought: { text, closed: true, ms, tokens, ...(closedBy && { closedBy }) },
    answer: turn?.answer ?? "",
    score,
    ...(failure && { failure }),
  };
}
