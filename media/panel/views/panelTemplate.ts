import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { PanelState, Turn } from "../../../protocol/panel/state.js";
import { isThinking } from "../text/turnText.js";
import { composer } from "./composer.js";
import { emptyState } from "./emptyState.js";
import { turnView } from "./turnView.js";
import type { View } from "./view.js";
import { t } from "../l10n.js";

/** The whole panel. A turn that did not change is not looked at again. */
export function panelTemplate(state: PanelState, announcement: string, view: View): TemplateResult {
  return html`
    <main class="conversation" aria-label=${t("Conversation")}>
      ${
        state.turns.length === 0
          ? emptyState(state, view)
          : repeat(
              state.turns,
              (turn) => turn.id,
              (turn) => guard(dependencies(turn, view), () => turnView(turn, view)),
            )
      }
    </main>
    ${composer(state, view)}
    <div class="for-screen-readers" role="status">${announcement}</div>
  `;
}

/** What a turn's look depends on. The clock counts only while it runs. */
function dependencies(turn: Turn, { ui, display, now }: View): unknown[] {
  const editing = ui.editing?.turnId === turn.id ? ui.editing : undefined;
  return [turn, display, editing, ui.folds[turn.id], isThinking(turn) ? Math.floor(now / 100) : undefined];
}
