import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { thinkingEfforts, type ThinkingEffort } from "../../../protocol/settings.js";
import { t } from "../l10n.js";
import type { View } from "./view.js";

function label(effort: ThinkingEffort): string {
  switch (effort) {
    case "off":
      return t("No thought");
    case "low":
      return t("Low effort");
    case "medium":
      return t("Medium effort");
    case "high":
      return t("High effort");
  }
}

/** How much the model may think about the next question. */
export function effortMenu(effort: ThinkingEffort, view: View): TemplateResult {
  const choose = ({ currentTarget }: Event) => {
    const chosen = thinkingEfforts[(currentTarget as HTMLSelectElement).selectedIndex];
    if (chosen !== undefined) view.post({ type: "setEffort", effort: chosen });
  };
  return html`<select
    id="effort"
    title=${t("How much the model thinks before it answers")}
    aria-label=${t("Thinking effort")}
    @change=${choose}
  >
    ${thinkingEfforts.map((each) => html`<option value=${each} .selected=${live(each === effort)}>${label(each)}</option>`)}
  </select>`;
}
