import { html, nothing, type TemplateResult } from "lit";
import { isChat, isUnfinished, type Turn } from "../../../protocol/panel/state.js";
import type { ViewMessage } from "../../../protocol/panel/messages.js";
import { t } from "../l10n.js";
import { icon, type View } from "./view.js";

/** What can be done with a turn that is over. A fix belongs to one version of a document and is only retried. */
export function turnButtons(turn: Turn, view: View): TemplateResult | typeof nothing {
  if (isUnfinished(turn)) return nothing;
  const isQuestion = isChat(turn);
  const post = (message: ViewMessage) => () => view.post(message);
  const { id: turnId, question } = turn;
  const edit = () => view.changeUi((ui) => ({ ...ui, editing: { turnId, text: question } }));
  return html`
    <div class="turn-buttons" role="group" aria-label=${t("What you can do with this turn")}>
      ${
        isQuestion && turn.status === "done"
          ? button("refresh", t("Regenerate"), "regenerate", post({ type: "regenerate", turnId }))
          : nothing
      }
      ${isQuestion ? button("edit", t("Edit Question"), "edit", edit) : nothing}
      ${turn.checkpoint ? button("discard", t("Restore Before This Turn"), "restore", post({ type: "restore", turnId })) : nothing}
      ${button("git-branch", t("Branch"), "branch", post({ type: "branch", turnId }))}
      ${button("export", t("Export"), "export", post({ type: "run", command: "exportChat" }))}
    </div>
  `;
}

const explanations: Readonly<Record<string, () => string>> = {
  regenerate: () => t("Ask once more. This answer stays in the chat history."),
  edit: () => t("Ask something else instead, with the same context. This answer stays in the chat history."),
  restore: () => t("Put the files back as they were before this turn. Undo in the editor takes it back."),
  branch: () => t("Go on from here in a new chat."),
  export: () => t("Open the chat as Markdown."),
};

function button(sign: string, label: string, action: string, onClick: () => void): TemplateResult {
  return html`<button
    class="turn-button"
    type="button"
    data-action=${action}
    title=${explanations[action]?.()}
    @click=${onClick}
  >
    ${icon(sign)}<span>${label}</span>
  </button>`;
}
