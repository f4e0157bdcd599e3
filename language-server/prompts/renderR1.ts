import type { ChatMessage } from "../../protocol/chat.js";
import type { PromptPart } from "../engine/engine.js";
import { splitThinking } from "../thinking/splitThinking.js";

/**
 * A conversation in DeepSeek-R1's form: no system prompt, the thoughts of earlier turns dropped, and the assistant's
 * turn opened with `<think>\n` so that the model always thinks (DeepSeek-R1 README, "Usage Recommendations", and the
 * chat template of the distills). Only the marks are control tokens; whatever the user wrote stays plain text.
 */
export function renderR1(history: readonly ChatMessage[], question: string): PromptPart[] {
  const parts: PromptPart[] = [{ special: "<｜begin▁of▁sentence｜>" }];
  for (const message of history) {
    if (message.role === "user") parts.push({ special: "<｜User｜>" }, { text: message.text });
    else
      parts.push(
        { special: "<｜Assistant｜>" },
        { text: withoutThought(message.text) },
        { special: "<｜end▁of▁sentence｜>" },
      );
  }
  parts.push({ special: "<｜User｜>" }, { text: question }, { special: "<｜Assistant｜><think>\n" });
  return parts;
}

/** The protocol has no place for thoughts; a client that sends one all the same cannot bring it into a prompt. */
function withoutThought(answer: string): string {
  return answer.trimStart().startsWith("<think>") ? splitThinking(answer).answer : answer;
}
