import type { CompletionForm } from "./completionForm.js";
import { renderFile } from "../promptFiles.js";
import completeHole from "./completeHole.md";
import { lastSpace, withoutEnd } from "./lineParts.js";

/** What a model must have for {@link thoughtlessForm}. */
export const thoughtlessTokens = [
  "<｜begin▁of▁sentence｜>",
  "<｜User｜>",
  "<｜Assistant｜>",
  "<think>",
  "</think>",
] as const;

/** Lines of the answer that are written ahead, so that the model goes on with code and not with words. */
const leadLines = 1;

/**
 * For R1 and its distills, which were trained to chat and not to fill holes: a question, and the beginning of its
 * answer. The thought is there and empty, a pattern that these models write themselves at times (DeepSeek-R1 README,
 * "Usage Recommendations"), and the code block is open and holds the line before the hole and the caret's own.
 */
export const thoughtlessForm: CompletionForm = {
  name: "thoughtless",
  stop: ["```", ...thoughtlessTokens, "<｜end▁of▁sentence｜>"],
  seesSuffix: true,
  heldBack: lastSpace,
  render: ({ chunks, path, languageId, window: { above, typed, suffix } }) => {
    const lead = above
      .split("\n")
      .slice(-1 - leadLines, -1)
      .map((line) => `${line}\n`)
      .join("");
    const others = chunks.map((chunk) => ({ text: `${renderFile(chunk.path, chunk.text)}\n` }));
    return [
      { special: "<｜begin▁of▁sentence｜>" },
      { special: "<｜User｜>" },
      ...others,
      { text: `${renderFile(path, `${above}[hole]${suffix}`)}\n${completeHole.trim()}` },
      { special: "<｜Assistant｜><think>\n\n</think>\n\n" },
      { text: `\`\`\`${languageId}\n${lead}` },
      ...[withoutEnd(typed, lastSpace(typed))].filter((text) => text !== "").map((text) => ({ text })),
    ];
  },
};
