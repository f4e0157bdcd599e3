import { html, nothing, type TemplateResult } from "lit";
import type { ModelStatus } from "../../../protocol/model.js";
import { modelText } from "../text/modelText.js";
import { icon, spinner, type View } from "./view.js";
import { t } from "../l10n.js";

/** Which model answers, and the way to another one. */
export function modelLine(status: ModelStatus, view: View): TemplateResult {
  const { short, full } = modelText(status);
  const sign = status.state === "failed" ? icon("error", "trouble") : status.state === "loading" ? spinner() : nothing;
  return html`
    <div class="model-line" data-state=${status.state}>
      ${sign}<span class="model-name" title=${full}>${short}</span>
      <button
        class="text-button"
        type="button"
        data-command="chooseModel"
        title=${t("Choose another model")}
        aria-label=${t("Choose another model")}
        @click=${() => view.post({ type: "run", command: "chooseModel" })}
      >
        ${t("Choose…")}
      </button>
    </div>
  `;
}
