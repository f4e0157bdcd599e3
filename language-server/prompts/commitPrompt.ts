import type { FileDiff } from "../../protocol/commit.js";
import { conventionalSubject } from "../commit/commitText.js";
import words from "./commitMessage.md";
import { fill } from "./editPrompt.js";
import { renderFile } from "./promptFiles.js";

/**
 * The user's turn of a commit message: the changes, then the task. Earlier subjects are no examples in the prompt: what
 * they have in common is said in words.
 *
 * @param earlier subjects of earlier commits.
 */
export function commitPrompt(files: readonly FileDiff[], earlier: readonly string[], instruction = ""): string {
  const isConventional = earlier.filter((subject) => conventionalSubject.test(subject)).length * 2 > earlier.length;
  const task = fill(words, { form: isConventional ? " Use the form of Conventional Commits." : "" });
  const wish = instruction.trim();
  const diff = files.map((file) => file.diff.trimEnd()).join("\n");
  return renderFile("changes.diff", diff) + (wish === "" ? task : `${task} ${wish}`);
}
