import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { guard } from "lit/directives/guard.js";
import { moreEffort } from "../../../protocol/settings.js";
import { isChat, type Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { page } from "../pages/page.js";
import { budgetText, closedText, correctionCount, isThinking, thoughtTitle } from "../text/turnText.js";
import type { ThoughtPage, ThoughtStep } from "../thought/growingThought.js";
import { goToCorrection } from "../thought/goToCorrection.js";
import { icon, spinner, type View } from "./view.js";

/** The thought: open while it comes, then folded to one line, unless the user wanted it otherwise. */
export function thoughtView(turn: Turn, view: View): TemplateResult | typeof nothing {
  const live = isThinking(turn);
  if (turn.thought.text === "" && !live) return nothing;
  const open = view.ui.folds[turn.id] ?? (view.display === "auto" ? live : view.display === "open");
  const { pages, corrections } = view.texts.of(turn).thought;
  if (pages.length === 0 && !live) return nothing;
  // The state decides what is open, so the click must not do it by itself.
  const toggle = (event: Event) => {
    event.preventDefault();
    view.changeUi((ui) => ({ ...ui, folds: { ...ui.folds, [turn.id]: !open } }));
  };
  return html`
    <div class="thought-block">
      <details class=${classMap({ thought: true, live })} ?open=${open}>
        <summary @click=${toggle}>
          ${live ? spinner() : icon(open ? "chevron-down" : "chevron-right")}<span
            >${thoughtTitle(turn, view.now, corrections)}</span
          >
        </summary>
        <div class="thought-text" role="list" aria-label=${t("Steps of the thought")}>
          ${pages.map((each) => thoughtPage(each, view))}
        </div>
      </details>
      <div class="thought-tools">
        ${live ? answerNowButton(view) : nothing} ${open && corrections > 0 ? correctionButtons(corrections) : nothing}
        ${live ? nothing : copyButton(turn, view)}
      </div>
    </div>
    ${live ? budgetView(turn) : closedView(turn, view)}
  `;
}

function thoughtPage({ steps }: ThoughtPage, { pages }: View): TemplateResult {
  const content = {
    draw: () => steps.map((step) => guard([step.text, step.isCorrection], () => stepView(step))),
    key: steps,
    lines: steps.length,
    weight: steps.reduce((sum, { text }) => sum + text.length, 0),
  };
  return html`<div class="page" ${page(pages, content)}></div>`;
}

function stepView({ text, index, isCorrection, continues }: ThoughtStep): TemplateResult {
  return html`<div
    role="listitem"
    tabindex="-1"
    class=${classMap({ step: true, correction: isCorrection, continues })}
    data-step=${index}
  >
    ${
      isCorrection
        ? html`<span
            class="codicon codicon-discard"
            role="img"
            aria-label=${t("Correction")}
            title=${t("It corrects itself")}
          ></span>`
        : nothing
    }<span class="step-text">${text}</span>
  </div>`;
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

function correctionButtons(corrections: number): TemplateResult {
  const button = (direction: "previous" | "next", label: string, name: string) =>
    html`<button
      class="icon-button"
      type="button"
      data-action="${direction}Correction"
      title=${label}
      aria-label=${label}
      @click=${({ currentTarget }: Event) => goToCorrection(currentTarget as Element, direction)}
    >
      ${icon(name)}
    </button>`;
  return html`<span class="corrections" role="group" aria-label=${correctionCount(corrections)}>
    ${button("previous", t("Previous correction"), "arrow-up")} ${button("next", t("Next correction"), "arrow-down")}
  </span>`;
}

function copyButton({ thought }: Turn, view: View): TemplateResult {
  return html`<button
    class="icon-button"
    type="button"
    data-action="copyThought"
    title=${t("Copy the thought")}
    aria-label=${t("Copy the thought")}
    @click=${() => view.post({ type: "copy", text: thought.text })}
  >
    ${icon("copy")}
  </button>`;
}

/** How much of its budget the thought has used. */
function budgetView({ thought }: Turn): TemplateResult | typeof nothing {
  const { tokens, budget } = thought;
  if (tokens === undefined || budget === undefined) return nothing;
  const text = budgetText(tokens, budget);
  return html`<div class="budget" title=${t("Tokens of the thought, of those it may have")}>
    <progress max=${budget} value=${Math.min(tokens, budget)} aria-label=${t("Budget of the thought")}></progress>
    <span>${text}</span>
  </div>`;
}

/** Why the thought ended before the model ended it, and what can be done about it. */
function closedView(turn: Turn, view: View): TemplateResult | typeof nothing {
  const text = closedText(turn.thought);
  if (text === undefined) return nothing;
  const canThinkMore = turn.status === "done" && isChat(turn) && turn.effort !== undefined && moreEffort(turn.effort);
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
