import { html, nothing, type TemplateResult } from "lit";
import type { Turn } from "../../../protocol/panel/state.js";
import { showHtml } from "../markdown/renderMarkdown.js";
import { isRunning } from "../text/turnText.js";
import type { View } from "./view.js";

/** How long a copy button shows that it worked, in milliseconds. */
const copiedMs = 1_500;

/** The answer, block by block. */
export function answerView(turn: Turn, view: View): TemplateResult | typeof nothing {
  if (turn.answer === "") return nothing;
  const use = (event: Event) => {
    if (event.target instanceof Element) useElement(event.target, view);
  };
  const useKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target instanceof HTMLAnchorElement) use(event);
  };
  return html`
    <div class="answer" ?data-growing=${isRunning(turn)} @click=${use} @keydown=${useKey}>
      ${view.answers.blocks(turn).map(showHtml)}
    </div>
  `;
}

/** Links and copy buttons stand in rendered markdown, which has no listeners of its own. */
function useElement(element: Element, view: View): void {
  const href = element.closest<HTMLElement>("a[data-href]")?.dataset["href"];
  if (href !== undefined) view.post({ type: "openLink", href });
  const copy = element.closest(".copy-code");
  const code = copy?.closest(".code-block")?.querySelector("pre");
  if (!copy || !code) return;
  view.post({ type: "copy", text: code.textContent });
  const glyph = copy.querySelector(".codicon");
  glyph?.classList.replace("codicon-copy", "codicon-check");
  setTimeout(() => glyph?.classList.replace("codicon-check", "codicon-copy"), copiedMs);
}
