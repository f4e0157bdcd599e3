import type { Reward } from "../../protocol/verify.js";
import retry from "./retry.md";

/** Most of the tests' output that goes into a prompt, in code units. Its end has the failures. */
const mostOutput = 1_500;

/**
 * The user's turn that follows a fix whose checks failed: what they found, and the form of the answer. The answer
 * before it goes along without its thought.
 *
 * @param testOutput the end of what the tests wrote.
 */
export function retryPrompt(rewards: readonly Reward[], testOutput: string): string {
  const findings = rewards.filter(({ passed }) => passed === false).map(({ message }) => `\n- ${message}`);
  const output = testOutput.trim().slice(-mostOutput);
  const shown = output === "" ? "" : `\n${output}\n`;
  return retry.trim().replace("{findings}", () => findings.join("") + shown);
}
