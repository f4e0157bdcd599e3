import { closeTurn } from "../../../protocol/panel/reduce.js";
import { isUnfinished, type Turn } from "../../../protocol/panel/state.js";

/**
 * Turns as they are when nothing works on them any more: what ran was stopped. A turn that was only queued is kept,
 * too, so that its question can be asked. Pure.
 */
export function restingTurns(turns: readonly Turn[]): readonly Turn[] {
  return turns.map((turn) => (isUnfinished(turn) ? closeTurn(turn, "stopped") : turn));
}

/**
 * Turns as they are read from a file: proposals lived in the process that is gone, so an open one cannot be accepted
 * any more. Pure.
 */
export function restoredTurns(turns: readonly Turn[]): readonly Turn[] {
  return restingTurns(turns).map((turn) =>
    turn.proposal && ["open", "stale"].includes(turn.proposal.state)
      ? { ...turn, proposal: { ...turn.proposal, state: "gone" } }
      : turn,
  );
}
