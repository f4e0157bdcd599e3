import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { OpenMenu } from "../composer/completionMenu.js";
import { t } from "../l10n.js";
import { icon } from "./view.js";

/** Ids by which the question field names the menu and its active row to screen readers. */
export const menuId = "composer-menu";
export const rowId = (index: number): string => `${menuId}-${index}`;

/** What can be completed in the question field. The focus stays in the field. @param choose takes a row. */
export function completionMenuView(
  menu: OpenMenu | undefined,
  choose: (index: number, row: EventTarget | null) => void,
): TemplateResult | typeof nothing {
  if (!menu) return nothing;
  const { items, active } = menu;
  // The press must not take the focus out of the field.
  const stay = (event: Event) => event.preventDefault();
  return html`<ul id=${menuId} class="completion-menu" role="listbox" aria-label=${t("Completions")} @mousedown=${stay}>
    ${items.map(
      ({ label, detail, icon: sign }, index) =>
        html`<li
          id=${rowId(index)}
          role="option"
          aria-selected=${index === active}
          @click=${({ currentTarget }: Event) => choose(index, currentTarget)}
          ${ref((element) => {
            if (index === active) element?.scrollIntoView({ block: "nearest" });
          })}
        >
          ${icon(sign)}<span class="menu-label">${label}</span><span class="menu-detail">${detail}</span>
        </li>`,
    )}
  </ul>`;
}
