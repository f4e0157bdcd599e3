import { t } from "../l10n.js";
import { highlight } from "./highlight.js";

/** Which part of a code block is shown. */
export interface CodePart {
  /** It began before. */
  readonly continues?: boolean;
  /** There is more of it. */
  readonly goesOn?: boolean;
}

/**
 * The HTML of a code block, or of a part of a very long one, with its buttons; `views/codeButtons.ts` is what they do.
 *
 * @param info what stands behind the opening fence.
 * @param escapeHtml makes text and attribute values inert.
 */
export function codeBlockHtml(
  code: string,
  info: string,
  escapeHtml: (text: string) => string,
  { continues = false, goesOn = false }: CodePart,
): string {
  const language = info.trim().split(/\s+/, 1)[0] ?? "";
  const button = (name: string, action: string, label: string) =>
    `<button class="icon-button code-button" type="button" data-code="${action}" title="${escapeHtml(label)}" aria-label="${escapeHtml(label)}"><span class="codicon codicon-${name}" aria-hidden="true"></span></button>`;
  const buttons = [
    button("diff", "apply", t("Apply: shows a diff first")),
    button("insert", "insert", t("Insert at the cursor")),
    button("new-file", "newFile", t("Open in a new file")),
    button("copy", "copy", t("Copy the code")),
  ].join("");
  // The buttons stand above the first part and are for the whole.
  const header = continues
    ? ""
    : `<div class="code-header"><span class="code-language">${escapeHtml(language)}</span><span class="code-buttons">${buttons}</span></div>`;
  const classes = ["code-block", ...(continues ? ["continues"] : []), ...(goesOn ? ["goes-on"] : [])].join(" ");
  // Long lines are scrolled by the keyboard, too.
  return `<div class="${classes}" data-info="${escapeHtml(info.trim())}">${header}<pre tabindex="0"><code>${highlight(code, language) ?? escapeHtml(code)}</code></pre></div>`;
}
