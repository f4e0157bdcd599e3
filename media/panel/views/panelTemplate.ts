import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PanelState } from "../../../protocol/panel/state.js";
import { composer } from "./composer.js";
import { doctorView } from "./doctorView.js";
import { downloadsView } from "./downloadsView.js";
import { emptyState } from "./emptyState.js";
import { turnArticle } from "./turnView.js";
import type { View } from "./view.js";
import { t } from "../l10n.js";

/** The whole panel. A turn that did not change is not looked at again. */
export function panelTemplate(state: PanelState, announcement: string, view: View): TemplateResult {
  return html`
    ${state.doctor ? doctorView(state.doctor, view) : conversation(state, view)} ${downloadsView(state.downloads, view)}
    ${composer(state, view)}
    <div class="for-screen-readers" role="status">${announcement}</div>
  `;
}

function conversation(state: PanelState, view: View): TemplateResult {
  return html`
    <main class="conversation" aria-label=${t("Conversation")}>
      <h1 class="for-screen-readers">Ponder</h1>
      <div>
        ${
          state.turns.length === 0
            ? emptyState(state, view)
            : repeat(
                state.turns,
                (turn) => turn.id,
                (turn) => turnArticle(turn, view),
              )
        }
      </div>
    </main>
  `;
}
