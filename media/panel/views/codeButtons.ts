import { codeActions, maxViewText, type CodeBlock } from "../../../protocol/panel/messages.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import type { View } from "./view.js";

/** How long a copy button shows that it worked, in milliseconds. */
const copiedMs = 1_500;

/** Does what a button of a code block is for. Rendered markdown has no listeners of its own. */
export function useCodeButton(element: Element, turn: Turn, view: View): void {
  const button = element.closest<HTMLButtonElement>(".code-button");
  const block = button?.closest<HTMLElement>(".code-block");
  if (!button || !block) return;
  const code = codeOf(block, turn, view);
  if (code.length > maxViewText) {
    button.disabled = true;
    button.title = t("This code is too long for it");
    return;
  }
  const action = codeActions.find((each) => each === button.dataset["code"]);
  if (action) view.post({ type: "useCode", turnId: turn.id, action, ...codeBlockOf(block, code) });
  else copy(button, code, view);
}

/** All of its code: a long block is on several pages, and not all of them are drawn. */
function codeOf(block: HTMLElement, turn: Turn, view: View): string {
  const page = block.closest<HTMLElement>("[data-page]");
  if (!page) return "";
  const index = [...page.querySelectorAll(".code-block")].indexOf(block);
  return view.texts.of(turn).answer.code(Number(page.dataset["page"]), index);
}

/** The line above a block often names the file that it is for. */
function codeBlockOf(block: HTMLElement, code: string): CodeBlock {
  const before =
    block.previousElementSibling ??
    block.closest(".page")?.previousElementSibling?.lastElementChild ??
    block.closest(".pages")?.previousElementSibling?.lastElementChild?.lastElementChild;
  const above = before?.textContent.trim().split("\n").at(-1) ?? "";
  return { code, info: block.dataset["info"] ?? "", above };
}

function copy(button: Element, text: string, view: View): void {
  view.post({ type: "copy", text });
  const glyph = button.querySelector(".codicon");
  glyph?.classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => glyph?.classList.replace("codicon-check", "codicon-copy"), copiedMs);
}
