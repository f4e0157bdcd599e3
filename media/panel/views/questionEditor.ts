import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { maxViewText } from "../../../protocol/panel/messages.js";
import { t } from "../l10n.js";
import type { View } from "./view.js";

/** A question while it is edited, in its own place: what was sent with it stands below and is sent again. */
export function questionEditor(turnId: string, text: string, view: View): TemplateResult {
  const end = () => view.changeUi(({ editing: _, ...ui }) => ui);
  const resend = ({ currentTarget }: Event) => {
    // The field knows best what stands in it: a key may come before the last one is drawn.
    const request = currentTarget instanceof Element ? currentTarget.closest(".request") : null;
    const typed = request?.querySelector("textarea")?.value ?? "";
    if (typed.trim() === "") return;
    view.post({ type: "editTurn", turnId, text: typed });
    end();
  };
  const onInput = ({ currentTarget }: Event) => {
    if (!(currentTarget instanceof HTMLTextAreaElement)) return;
    const { value } = currentTarget;
    view.changeUi((ui) => ({ ...ui, editing: { turnId, text: value } }));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // Here it leaves the editor; it does not stop what runs.
      event.stopPropagation();
      end();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      resend(event);
    }
  };
  return html`
    <div class="question-editor field">
      <textarea
        rows="1"
        maxlength=${maxViewText}
        aria-label=${t("Edit the question")}
        .value=${live(text)}
        @input=${onInput}
        @keydown=${onKey}
      ></textarea>
    </div>
    <div class="buttons">
      <vscode-button data-action="resend" ?disabled=${text.trim() === ""} @click=${resend}
        >${t("Send Again")}</vscode-button
      >
      <vscode-button secondary data-action="cancel-edit" @click=${end}>${t("Cancel")}</vscode-button>
    </div>
  `;
}
