import { codeActions, type CodeBlock } from "../../../protocol/panel/messages.js";
import type { View } from "./view.js";

/** How long a copy button shows that it worked, in milliseconds. */
const copiedMs = 1_500;

/** Does what a button of a code block is for. Rendered markdown has no listeners of its own. */
export function useCodeButton(element: Element, turnId: string, view: View): void {
  const button = element.closest<HTMLElement>(".code-button");
  const block = button?.closest<HTMLElement>(".code-block");
  const code = block?.querySelector("pre")?.textContent;
  if (!button || !block || code === undefined) return;
  const action = codeActions.find((each) => each === button.dataset["code"]);
  if (action) view.post({ type: "useCode", turnId, action, ...codeBlockOf(block, code) });
  else copy(button, code, view);
}

/** The line above a block often names the file that it is for. */
function codeBlockOf(block: HTMLElement, code: string): CodeBlock {
  const above = block.previousElementSibling?.textContent.trim().split("\n").at(-1) ?? "";
  return { code, info: block.dataset["info"] ?? "", above };
}

function copy(button: Element, text: string, view: View): void {
  view.post({ type: "copy", text });
  const glyph = button.querySelector(".codicon");
  glyph?.classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => glyph?.classList.replace("codicon-check", "codicon-copy"), copiedMs);
}
