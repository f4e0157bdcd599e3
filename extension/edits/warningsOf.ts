import type { EditProposal } from "../../protocol/edits.js";

/** What is wrong with a proposal although it can be accepted, a sentence each. */
export function warningsOf({ checks, failures = [] }: Pick<EditProposal, "checks" | "failures">): readonly string[] {
  return [
    ...failures.map(({ block, message }) => `Block ${block} of the answer is left out. ${message}`),
    ...checks.filter(({ passed }) => !passed).map(({ message }) => message),
  ];
}
