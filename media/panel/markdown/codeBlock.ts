import { maxViewText } from "../../../protocol/panel/messages.js";
import { t } from "../l10n.js";
import { highlight } from "./highlight.js";

/**
 * The HTML of a code block, with its buttons; `views/codeButtons.ts` is what they do.
 *
 * @param info what stands behind the opening fence.
 * @param escapeHtml makes text and attribute values inert.
 */
export function codeBlockHtml(code: string, info: string, escapeHtml: (text: string) => string): string {
  const language = info.trim().split(/\s+/, 1)[0] ?? "";
  const button = (name: string, action: string, label: string) =>
    `<button class="icon-button code-button" type="button" data-code="${action}" title="${escapeHtml(label)}" aria-label="${escapeHtml(label)}"><span class="codicon codicon-${name}" aria-hidden="true"></span></button>`;
  // The host takes no longer text, and a button that does nothing is worse than none.
  const buttons =
    code.length > maxViewText
      ? ""
      : `<span class="code-buttons">${[
          button("diff", "apply", t("Apply: shows a diff first")),
          button("insert", "insert", t("Insert at the cursor")),
          button("new-file", "newFile", t("Open in a new file")),
          button("copy", "copy", t("Copy the code")),
        ].join("")}</span>`;
  return `<div class="code-block" data-info="${escapeHtml(info.trim())}"><div class="code-header"><span class="code-language">${escapeHtml(language)}</span>${buttons}</div><pre><code>${highlight(code, language) ?? escapeHtml(code)}</code></pre></div>`;
}
