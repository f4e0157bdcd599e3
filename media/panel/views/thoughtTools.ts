import { html, nothing, type TemplateResult } from "lit";
import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { correctionCount } from "../text/turnText.js";
import { currentStep, focusStep, nextCorrection } from "../thought/stepFocus.js";
import { iconButton } from "./iconButton.js";
import type { View } from "./view.js";

/** What a thought is like at this moment. */
interface ThoughtLook {
  readonly live: boolean;
  readonly open: boolean;
  readonly corrections: number;
}

/** What can be done with a thought, beside its title. */
export function thoughtTools(turn: Turn, { live, open, corrections }: ThoughtLook, view: View): TemplateResult {
  return html`<div class="thought-tools">
    ${live ? answerNowButton(view) : nothing}
    ${open && corrections > 0 ? correctionButtons(turn, corrections, view) : nothing}
    ${iconButton({
      action: "findInThought",
      sign: "search",
      label: t("Find in the thought"),
      onClick: ({ currentTarget }) =>
        openFind((currentTarget as Element).closest(".thought-block") ?? undefined, turn, view),
    })}
    ${
      live
        ? nothing
        : iconButton({
            action: "copyThought",
            sign: "copy",
            label: t("Copy the thought"),
            onClick: () => view.post({ type: "copy", text: turn.thought.text }),
          })
    }
  </div>`;
}

/** Opens the search in a thought, and the thought. What is selected in it is searched for. */
export function openFind(block: Element | undefined, turn: Turn, view: View): void {
  const selection = document.getSelection();
  const selected = block && selection?.containsNode(block, true) ? selection.toString().trim() : "";
  const text = selected.includes("\n") ? "" : selected;
  view.changeUi((ui) => ({
    ...ui,
    folds: { ...ui.folds, [turn.id]: true },
    find: { turnId: turn.id, text: text === "" && ui.find?.turnId === turn.id ? ui.find.text : text, at: 0 },
  }));
}

function answerNowButton(view: View): TemplateResult {
  return html`<button
    class="text-button"
    type="button"
    data-action="answerNow"
    title=${t("Close the thought and go on with the answer")}
    @click=${() => view.post({ type: "answerNow" })}
  >
    ${t("Answer Now")}
  </button>`;
}

function correctionButtons(turn: Turn, count: number, view: View): TemplateResult {
  const go = (direction: "previous" | "next") => (event: Event) => {
    const block = (event.currentTarget as Element).closest(".thought-block");
    const { thought } = view.texts.of(turn);
    const corrections = thought.steps.filter(({ isCorrection }) => isCorrection).map(({ index }) => index);
    if (block)
      focusStep({ block, thought, pages: view.pages }, nextCorrection(corrections, currentStep(block), direction));
  };
  return html`<span class="corrections" role="group" aria-label=${correctionCount(count)}>
    ${iconButton({ action: "previousCorrection", sign: "arrow-up", label: t("Previous correction"), onClick: go("previous") })}
    ${iconButton({ action: "nextCorrection", sign: "arrow-down", label: t("Next correction"), onClick: go("next") })}
  </span>`;
}
