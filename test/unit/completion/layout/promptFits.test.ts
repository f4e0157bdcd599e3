import { expect, test } from "vitest";
import {
  cpuContextBudget,
  gpuContextBudget,
  type ContextBudget,
} from "../../../../language-server/completion/context/contextBudget.js";
import {
  bytesPerToken,
  cpuBudget,
  gpuBudget,
  type WindowBudget,
} from "../../../../language-server/completion/layout/windowBudget.js";
import { completionContext } from "../../../../language-server/engine/llama/process/plannedContexts.js";

/** Tokens of an answer, and of the control tokens and paths of a prompt. */
const answer = 128;
const frame = 64;

const largest = (context: ContextBudget, window: WindowBudget): number =>
  (context.bytes + 1.25 * window.above + 2 * window.suffix) / bytesPerToken + frame + answer;

test("the largest prompt with its answer fits into the context of the lane", () => {
  expect(largest(cpuContextBudget, cpuBudget)).toBeLessThan(completionContext(false));
  expect(largest(gpuContextBudget, gpuBudget)).toBeLessThan(completionContext(true));
});
