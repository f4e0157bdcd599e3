import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { maxViewText } from "../../../protocol/panel/messages.js";
import { isChat, type ContextChip, type PanelState } from "../../../protocol/panel/state.js";
import { isRunning } from "../text/turnText.js";
import { contextMeterView } from "./contextMeterView.js";
import { effortMenu } from "./effortMenu.js";
import { modelLine } from "./modelLine.js";
import { icon, type View } from "./view.js";
import { t } from "../l10n.js";

/** Where the user asks: the context that goes along, the question, the model, Send and Stop. */
export function composer(state: PanelState, view: View): TemplateResult {
  const { draft } = view.ui;
  // The field knows best what stands in it: a key may come before the last one is drawn.
  const write = (field: HTMLTextAreaElement, text: string) => {
    field.value = text;
    view.changeUi((ui) => ({ ...ui, draft: text }));
  };
  const send = ({ currentTarget }: Event) => {
    const field = fieldBeside(currentTarget);
    if (!field || field.value.trim() === "") return;
    view.post({ type: "ask", text: field.value });
    write(field, "");
  };
  const recall = (event: KeyboardEvent) => {
    const field = fieldBeside(event.currentTarget);
    const last = state.turns.findLast((turn) => isChat(turn) && !isRunning(turn));
    if (!field || field.value !== "" || !last) return;
    event.preventDefault();
    view.changeUi((ui) => ({ ...ui, editing: { turnId: last.id, text: last.question } }));
  };
  const onKey = (event: KeyboardEvent) => {
    // Enter also ends the input of a Chinese or Japanese word.
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send(event);
    } else if (event.key === "ArrowUp") {
      recall(event);
    }
  };
  const onInput = ({ currentTarget }: Event) => {
    const typed = fieldBeside(currentTarget)?.value ?? "";
    view.changeUi((ui) => ({ ...ui, draft: typed }));
  };
  return html`
    <div class="composer">
      ${contextView(state.context, view)}
      <div class="field">
        <textarea
          id="composer"
          rows="1"
          maxlength=${maxViewText}
          placeholder=${t("Ask about your code")}
          aria-label=${t("Ask Ponder")}
          .value=${live(draft)}
          @input=${onInput}
          @keydown=${onKey}
        ></textarea>
        <div class="field-bar">
          ${modelLine(state.model, view)} ${contextMeterView(state.turns)} ${effortMenu(state.effort, view)}
          ${state.turns.some(isRunning) ? stopButton(view) : nothing}
          <button
            id="send"
            class="icon-button"
            type="button"
            title=${t("Send (Enter)")}
            aria-label=${t("Send")}
            ?disabled=${draft.trim() === ""}
            @click=${send}
          >
            ${icon("send")}
          </button>
        </div>
      </div>
    </div>
  `;
}

/** The question field, for anything in the composer. */
function fieldBeside(element: EventTarget | null): HTMLTextAreaElement | null {
  return element instanceof Element ? (element.closest(".field")?.querySelector("textarea") ?? null) : null;
}

function stopButton(view: View): TemplateResult {
  return html`<button
    id="stop"
    class="icon-button"
    type="button"
    title=${t("Stop (Escape)")}
    aria-label=${t("Stop")}
    @click=${() => view.post({ type: "stop" })}
  >
    ${icon("debug-stop")}
  </button>`;
}

function contextView(context: readonly ContextChip[], view: View): TemplateResult | typeof nothing {
  if (context.length === 0) return nothing;
  return html`
    <ul class="context" aria-label=${t("Goes along with the question")}>
      ${context.map(
        ({ id, label, title }) => html`
          <li class="context-chip" title=${title}>
            ${icon("file-code")}<span>${label}</span>
            <button
              class="icon-button"
              type="button"
              title=${t("Leave it out")}
              aria-label=${t("Leave {0} out", label)}
              @click=${() => view.post({ type: "removeContext", id })}
            >
              ${icon("close")}
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}
