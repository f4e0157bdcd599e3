import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type TemplateResult } from "lit";
import type { PonderError } from "../../../protocol/errors.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { troubleButtons } from "../text/troubleButtons.js";
import { troubleText } from "../text/troubleText.js";
import { icon, type View } from "./view.js";
import { t } from "../l10n.js";

/** What went wrong, the next step, and the buttons that help. `turn`: the one whose question can be asked again. */
export function troubleView(error: PonderError, view: View, turn?: Turn): TemplateResult {
  const { message, hint } = troubleText(error, turn?.thought);
  return html`
    <div class="turn-error" data-code=${error.code}>
      <div class="trouble-text">
        ${icon("error")}
        <div>
          <div class="trouble-message">${message}</div>
          <div class="trouble-hint">${hint}</div>
        </div>
      </div>
      <div class="buttons">
        ${turn === undefined ? nothing : retryButton(t("Retry"), turn.id, view)}
        ${troubleButtons(error.code).map(
          ({ label, command }) =>
            html`<vscode-button secondary data-command=${command} @click=${() => view.post({ type: "run", command })}
              >${label}</vscode-button
            >`,
        )}
      </div>
    </div>
  `;
}

/** Asks the turn's question again. */
export function retryButton(label: string, turnId: string, view: View): TemplateResult {
  return html`<vscode-button secondary data-action="retry" @click=${() => view.post({ type: "retry", turnId })}
    >${label}</vscode-button
  >`;
}
