import type { ChatMessage } from "../../protocol/chat.js";
import type { PromptPart } from "../engine/engine.js";
import { beginsWithThought, splitPastedAnswer } from "../thinking/splitPastedAnswer.js";
import type { ChatForm } from "./chatForms.js";
import { userText } from "./userText.js";

/**
 * A conversation in the form of a family of models: no system prompt, the thoughts of earlier turns dropped, and where the
 * model thinks, the assistant's turn opened so that it always does (DeepSeek-R1 README, "Usage Recommendations"). Only
 * the marks are control tokens; whatever the user wrote stays plain text.
 *
 * @param thinks false: an empty thought is put there instead, and the model answers at once.
 */
export function renderChat(
  form: ChatForm,
  history: readonly ChatMessage[],
  question: string,
  thinks = true,
): PromptPart[] {
  const { open = "", skipped = "" } = form.thought?.prompt ?? {};
  return [
    ...renderBefore(form, history),
    { text: question },
    ...special(form.user.after),
    ...special(form.assistant.before + (thinks ? open : skipped)),
  ];
}

/** The prompt up to the question: what is known of the next turn before it is asked. */
export function renderBefore(form: ChatForm, history: readonly ChatMessage[]): PromptPart[] {
  const messages = history.flatMap((message) => renderMessage(form, message));
  return [...special(form.begin + (form.preamble ?? "")), ...messages, ...special(form.user.before)];
}

/** One message of an earlier turn. */
export function renderMessage(form: ChatForm, { role, text, ...sent }: ChatMessage): PromptPart[] {
  const { before, after } = form[role];
  if (role === "user") return [...special(before), { text: userText({ text, ...sent }) }, ...special(after)];
  return [...special(before + (form.earlier ?? "")), { text: withoutThought(text) }, ...special(after)];
}

const special = (text: string): PromptPart[] => (text === "" ? [] : [{ special: text }]);

/** The protocol has no place for thoughts; a client that sends one all the same cannot bring it into a prompt. */
function withoutThought(answer: string): string {
  return beginsWithThought(answer) ? splitPastedAnswer(answer).answer : answer;
}
