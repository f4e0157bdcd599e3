import type { EditProposeResult } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Usage } from "../../protocol/events.js";
import { runGroup, type GroupTurnRequest } from "../chat/runGroup.js";
import type { Emit, TurnParts } from "../chat/runTurn.js";
import type { ChatModel } from "../chat/turnQueue.js";
import { renderChat } from "../prompts/renderChat.js";
import { retryPrompt } from "../prompts/retryPrompt.js";
import type { ChangedFile } from "./changedFile.js";
import { CandidateGroup, type CandidateGroupParts, type RankedCandidate } from "./candidateGroup.js";
import { passedAll } from "./rankGroup.js";
import type { Verdict } from "./verifier.js";

/** How answers become candidates, and how those are judged. */
export interface VerifiedFixChecks extends Pick<CandidateGroupParts, "place"> {
  readonly judge: (files: readonly ChangedFile[], signal: AbortSignal) => Promise<Verdict>;
}

/** A fix with several candidates. */
export interface VerifiedFix extends Omit<GroupTurnRequest, "prompt" | "sampling"> {
  readonly model: ChatModel;
  readonly question: string;
  readonly thinks: boolean;
  /** Whether what the checks find wrong with the best candidate is fed back for one more round. */
  readonly retry: boolean;
}

/**
 * Writes several candidates, verifies and ranks them.
 *
 * @returns the best one with its thought, whether it passes or not, and all of them with their cards.
 * @throws the failure of the best answer where none is an edit, and what the engine throws.
 */
export async function verifiedFix(
  parts: TurnParts,
  fix: VerifiedFix,
  { place, judge }: VerifiedFixChecks,
  emit: Emit,
  signal: AbortSignal,
): Promise<EditProposeResult> {
  const { question, thinks, retry, ...request } = fix;
  let round: 1 | 2 = 1;
  const onProgress = () => {
    const { written, checked } = group;
    emit({ type: "candidates", total: round * fix.count, written, checked, round });
  };
  // Checks end with the work that they are for, however that ends.
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const group = new CandidateGroup({ place, judge: (files) => judge(files, either), onProgress });
  let cost: Usage | undefined;
  try {
    const { chatForm } = fix.model;
    // As the model's makers recommend; at the demo model's temperature of 0 a group would write one answer several times.
    const { sampling } = chatForm;
    const first = { ...request, prompt: renderChat(chatForm, [], question, thinks), sampling };
    onProgress();
    cost = await runGroup(parts, first, emit, signal, (written) => group.add(written));
    let ranked = await group.ranked();
    const [best] = ranked;
    if (retry && best?.turn !== undefined && best.proposal !== undefined && !passedAll(best.score.rewards)) {
      round = 2;
      onProgress();
      const history = [
        { role: "user", text: question },
        { role: "assistant", text: best.turn.answer },
      ] as const;
      const more = retryPrompt(best.score.rewards, best.testOutput);
      const second = { ...first, prompt: renderChat(chatForm, history, more, thinks) };
      const spent = await runGroup(
        parts,
        second,
        () => undefined,
        signal,
        (written) => group.add({ ...written, answer: written.answer + fix.count }),
      ).catch(skipIfTooLong);
      cost = spent === undefined ? cost : sum(cost, spent);
      ranked = await group.ranked();
    }
    signal.throwIfAborted();
    const result = resultOf(ranked, cost);
    emit({ type: "proposal", proposal: result.proposal });
    return result;
  } finally {
    over.abort(new Error("The fix is over."));
    if (cost !== undefined) emit({ type: "usage", ...cost });
  }
}

function resultOf(ranked: readonly RankedCandidate[], usage: Usage): EditProposeResult {
  const candidates = ranked.map(({ testOutput: _, ...candidate }) => candidate);
  const [best] = candidates;
  if (best?.turn === undefined || best.proposal === undefined) {
    const { code, message, hint, positions, nearest } = best?.failure ?? internal;
    throw new PonderFailure(code, message, hint, { ...(positions && { positions }), ...(nearest && { nearest }) });
  }
  return { proposal: best.proposal, turn: { ...best.turn, usage }, candidates };
}

const internal = {
  code: "internal",
  message: "There are no candidates.",
  hint: "Ask again.",
  positions: undefined,
  nearest: undefined,
} as const;

/** The conversation with the first attempt in it does not fit: then there is no second round. */
function skipIfTooLong(error: unknown): undefined {
  if (!PonderFailure.is(error, "promptTooLong")) throw error;
}

const sum = (a: Usage, b: Usage): Usage => ({
  ...a,
  evaluatedTokens: a.evaluatedTokens + b.evaluatedTokens,
  generatedTokens: a.generatedTokens + b.generatedTokens,
});
