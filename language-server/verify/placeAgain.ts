import type { EditProposal, EditProposeResult } from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Candidate } from "../../protocol/verify.js";

/**
 * Makes the proposals once more, for a document that was changed while they were written and checked. Their cards stay:
 * they say what was found in the text that the model had seen.
 *
 * @param propose makes the proposal of an answer for the document as it is now.
 * @throws the failure of the best candidate where none has a place any more.
 */
export function placeAgain(result: EditProposeResult, propose: (answer: string) => EditProposal): EditProposeResult {
  let failure: PonderFailure | undefined;
  const candidates = (result.candidates ?? []).map((candidate): Candidate => {
    const { turn, proposal: _, ...rest } = candidate;
    if (turn === undefined || candidate.proposal === undefined) return candidate;
    try {
      return { ...rest, turn, proposal: propose(turn.answer) };
    } catch (error) {
      if (!PonderFailure.is(error)) throw error;
      failure ??= error;
      return { ...rest, turn, failure: error.data };
    }
  });
  const best = candidates.find(({ proposal }) => proposal !== undefined);
  if (best?.turn === undefined || best.proposal === undefined)
    throw failure ?? new Error("No candidate had a proposal.");
  return { proposal: best.proposal, turn: { ...best.turn, usage: result.turn.usage }, candidates };
}
