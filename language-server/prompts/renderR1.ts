import type { ChatMessage } from "../../protocol/chat.js";
import type { PromptPart } from "../engine/engine.js";
import { beginsWithThought, splitPastedAnswer } from "../thinking/splitPastedAnswer.js";
import { thoughtForms } from "../thinking/thoughtForms.js";
import { userText } from "./userText.js";

/**
 * A conversation in DeepSeek-R1's form: no system prompt, the thoughts of earlier turns dropped, and the assistant's
 * turn opened with `<think>\n` so that the model always thinks (DeepSeek-R1 README, "Usage Recommendations", and the
 * chat template of the distills). Only the marks are control tokens; whatever the user wrote stays plain text.
 *
 * @param thinks false: an empty thought is put there instead, and the model answers at once.
 */
export function renderR1(history: readonly ChatMessage[], question: string, thinks = true): PromptPart[] {
  const { open, skipped } = thoughtForms.think.prompt;
  const thought = thinks ? open : skipped;
  return [...renderBefore(history), { text: question }, { special: `<｜Assistant｜>${thought}` }];
}

/** The prompt up to the question: what is known of the next turn before it is asked. */
export function renderBefore(history: readonly ChatMessage[]): PromptPart[] {
  return [{ special: "<｜begin▁of▁sentence｜>" }, ...history.flatMap(renderMessage), { special: "<｜User｜>" }];
}

/** One message of an earlier turn. */
export function renderMessage({ role, text, ...sent }: ChatMessage): PromptPart[] {
  if (role === "user") return [{ special: "<｜User｜>" }, { text: userText({ text, ...sent }) }];
  return [{ special: "<｜Assistant｜>" }, { text: withoutThought(text) }, { special: "<｜end▁of▁sentence｜>" }];
}

/** The protocol has no place for thoughts; a client that sends one all the same cannot bring it into a prompt. */
function withoutThought(answer: string): string {
  return beginsWithThought(answer) ? splitPastedAnswer(answer).answer : answer;
}
