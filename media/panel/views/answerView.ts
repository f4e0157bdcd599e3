import { html, nothing, type TemplateResult } from "lit";
import type { Turn } from "../../../protocol/panel/state.js";
import type { MarkdownPage } from "../markdown/growingMarkdown.js";
import { renderBlocks, showHtml } from "../markdown/renderMarkdown.js";
import { page } from "../pages/page.js";
import { pageGroups } from "../pages/pageGroups.js";
import { isRunning } from "../text/turnText.js";
import { useCodeButton } from "./codeButtons.js";
import type { View } from "./view.js";

/** The answer, block by block. */
export function answerView(turn: Turn, view: View): TemplateResult | typeof nothing {
  if (turn.answer === "") return nothing;
  const use = (event: Event) => {
    if (event.target instanceof Element) useElement(event.target, turn, view);
  };
  const useKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target instanceof HTMLAnchorElement) use(event);
  };
  return html`
    <div class="answer" ?data-growing=${isRunning(turn)} @click=${use} @keydown=${useKey}>
      ${pageGroups(
        view.texts.of(turn).answer.pages,
        view.pages,
        ({ lines }) => lines,
        (each, index) => answerPage(each, index, view),
      )}
    </div>
  `;
}

function answerPage(markdown: MarkdownPage, index: number, { pages }: View): TemplateResult {
  const content = {
    draw: () => renderBlocks(markdown.source, markdown).map(showHtml),
    key: [markdown],
    lines: markdown.lines,
    weight: markdown.source.length,
  };
  return html`<div class="page" data-page=${index} ${page(pages, content)}></div>`;
}

/** Links and the buttons of code blocks stand in rendered markdown, which has no listeners of its own. */
function useElement(element: Element, turn: Turn, view: View): void {
  const href = element.closest<HTMLElement>("a[data-href]")?.dataset["href"];
  if (href !== undefined) view.post({ type: "openLink", href });
  else useCodeButton(element, turn, view);
}
