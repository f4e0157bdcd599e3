import type { ContextItem } from "../../protocol/chat.js";
import explain from "./explain.md";
import { renderContext } from "./promptFiles.js";

/** An explanation of the context; what the user typed along with the command comes last. */
export function explainPrompt(question: string, context: readonly ContextItem[]): string {
  const wish = question.trim();
  return renderContext(context) + explain.trim() + (wish === "" ? "" : ` ${wish}`);
}
