import type { ContextItem } from "../../protocol/chat.js";
import { renderContext } from "./promptFiles.js";

/** A free question: what the user sees as context first, then the question as typed. */
export function askPrompt(question: string, context: readonly ContextItem[]): string {
  return renderContext(context) + question;
}
