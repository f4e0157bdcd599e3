import type { PonderFailure } from "../../protocol/errors.js";
import type { Reward } from "../../protocol/verify.js";

/**
 * R1's format reward, and what an edit needs besides: the thought is closed, and the answer is an edit that has a place
 * in the text.
 *
 * @param failure why there is no proposal; absent: there is one.
 */
export function formatReward(failure?: PonderFailure): Reward {
  if (failure === undefined)
    return { name: "format", passed: true, message: "The thought is closed, and the edit has its place." };
  return { name: "format", passed: false, message: failure.data.message };
}
