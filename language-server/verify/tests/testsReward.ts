import type { Reward } from "../../../protocol/verify.js";
import type { CommandEnd } from "./runCommand.js";
import { testCounts } from "./testCounts.js";

/** The command ended well in the copy with the candidate. */
export function testsReward(end: CommandEnd): Reward {
  const counts = testCounts(end.output);
  const passed = end.code === 0 && !end.timedOut;
  return { name: "tests", passed, message: messageOf(end, passed), ...(counts && { tests: counts }) };
}

function messageOf({ code, timedOut, ms }: CommandEnd, passed: boolean): string {
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  if (passed) return `The tests pass (${seconds}).`;
  if (timedOut) return `The tests did not end within ${seconds}.`;
  return code === null
    ? "The tests were ended from outside."
    : `The tests fail (exit code ${String(code)}, ${seconds}).`;
}
