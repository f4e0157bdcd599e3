import { t } from "../protocol/localise.js";
import { titleFromQuestion } from "./chat/conversations/savedConversation.js";

/** So many questions are named; the others are counted. */
const mostNamed = 5;

/**
 * What waits for its turn, for the status item: how many, then the first of the panel's questions. Pure.
 *
 * @param questions of the panel, in the order in which they come.
 * @param others how many wait that nobody here knows more of.
 */
export function waitingLines(questions: readonly string[], others: number): readonly string[] {
  const count = questions.length + others;
  if (count === 0) return [];
  return [
    count === 1 ? t("1 question waits") : t("{0} questions wait", count),
    ...questions.slice(0, mostNamed).map((question) => `• ${titleFromQuestion(question)}`),
  ];
}
