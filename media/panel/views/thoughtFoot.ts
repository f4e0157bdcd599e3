import { html, nothing, type TemplateResult } from "lit";
import { moreEffort } from "../../../protocol/settings.js";
import { isChat, type Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { budgetText, closedText } from "../text/turnText.js";
import type { View } from "./view.js";

/** How much of its budget the thought has used. */
export function budgetView({ thought }: Turn): TemplateResult | typeof nothing {
  const { tokens, budget } = thought;
  if (tokens === undefined || budget === undefined) return nothing;
  const text = budgetText(tokens, budget);
  return html`<div class="budget" title=${t("Tokens of the thought, of those it may have")}>
    <progress max=${budget} value=${Math.min(tokens, budget)} aria-label=${t("Budget of the thought")}></progress>
    <span>${text}</span>
  </div>`;
}

/** Why the thought ended before the model ended it, and what can be done about it. */
export function closedView(turn: Turn, view: View): TemplateResult | typeof nothing {
  const text = closedText(turn.thought);
  if (text === undefined) return nothing;
  const isOver = turn.status === "done" || turn.error?.code === "thoughtOnly";
  const canThinkMore = isOver && isChat(turn) && turn.effort !== undefined && moreEffort(turn.effort);
  return html`<div class="thought-closed">
    <span>${text}</span>
    ${
      canThinkMore
        ? html`<button
            class="text-button"
            type="button"
            data-action="thinkMore"
            title=${t("Ask again with a larger budget for the thought")}
            @click=${() => view.post({ type: "thinkMore", turnId: turn.id })}
          >
            ${t("Think More")}
          </button>`
        : nothing
    }
  </div>`;
}
