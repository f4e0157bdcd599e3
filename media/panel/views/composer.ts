import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { maxViewText } from "../../../protocol/panel/messages.js";
import { isChat, type PanelState } from "../../../protocol/panel/state.js";
import { isRunning } from "../text/turnText.js";
import { completionMenuView, menuId, rowId } from "./completionMenuView.js";
import { contextChips } from "./contextChips.js";
import { contextMeterView } from "./contextMeterView.js";
import { effortMenu } from "./effortMenu.js";
import { modelLine } from "./modelLine.js";
import { icon, type View } from "./view.js";
import { t } from "../l10n.js";

/** Where the user asks: the context that goes along, the question, the model, Send and Stop. */
export function composer(state: PanelState, view: View): TemplateResult {
  const { draft } = view.ui;
  const { menu: completions, draft: report } = view.composer;
  const menu = completions.open;
  // The field knows best what stands in it: a key may come before the last one is drawn.
  const write = (field: HTMLTextAreaElement, text: string) => {
    field.value = text;
    view.changeUi((ui) => ({ ...ui, draft: text }));
  };
  const send = ({ currentTarget }: Event) => {
    const field = fieldBeside(currentTarget);
    if (!field || field.value.trim() === "") return;
    view.post({ type: "ask", text: field.value });
    report.sent();
    write(field, "");
    completions.update("", 0, state.slash);
  };
  const choose = (field: HTMLTextAreaElement | null, index?: number) => {
    const completed = completions.choose(index);
    if (!field || !completed) return;
    write(field, completed.text);
    field.setSelectionRange(completed.caret, completed.caret);
    completions.update(completed.text, completed.caret, state.slash);
    report.now(completed.text);
  };
  /** @returns whether the key was for the menu. */
  const useMenu = ({ key, shiftKey, currentTarget }: KeyboardEvent): boolean => {
    if (!completions.open || shiftKey) return false;
    if (key === "ArrowDown") completions.move(1);
    else if (key === "ArrowUp") completions.move(-1);
    else if (key === "Enter" || key === "Tab") choose(fieldBeside(currentTarget));
    else return key === "Escape" && completions.close();
    return true;
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
    if (useMenu(event)) {
      event.preventDefault();
      // Escape closes the menu; it does not stop what runs.
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send(event);
    } else if (event.key === "ArrowUp") {
      recall(event);
    }
  };
  const follow = ({ currentTarget }: Event) => {
    const field = fieldBeside(currentTarget);
    if (field) completions.update(field.value, field.selectionStart, state.slash);
  };
  const onInput = (event: Event) => {
    const typed = fieldBeside(event.currentTarget)?.value ?? "";
    view.changeUi((ui) => ({ ...ui, draft: typed }));
    report.changed(typed);
    follow(event);
  };
  return html`
    <section class="composer" aria-label=${t("Your question")}>
      ${contextChips(state, view)}
      <div class="field">
        ${completionMenuView(menu, (index, row) => choose(fieldBeside(row), index))}
        <textarea
          id="composer"
          rows="1"
          maxlength=${maxViewText}
          placeholder=${t("Ask, or / for commands, # for context")}
          aria-label=${t("Ask Ponder")}
          aria-autocomplete="list"
          aria-controls=${menu ? menuId : nothing}
          aria-activedescendant=${menu ? rowId(menu.active) : nothing}
          .value=${live(draft)}
          @input=${onInput}
          @click=${follow}
          @keyup=${follow}
          @blur=${() => completions.close()}
          @keydown=${onKey}
        ></textarea>
        <div class="field-bar">
          ${modelLine(state.model, view)} ${contextMeterView(state)} ${effortMenu(state.effort, view)}
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
    </section>
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
