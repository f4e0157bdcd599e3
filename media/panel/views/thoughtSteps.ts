import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { guard } from "lit/directives/guard.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { page } from "../pages/page.js";
import { pageGroups } from "../pages/pageGroups.js";
import type { ThoughtPage, ThoughtStep } from "../thought/growingThought.js";
import { stepPieces } from "../thought/mentions.js";
import { currentStep, focusStep, makeCurrent } from "../thought/stepFocus.js";
import { icon, type View } from "./view.js";

/** The steps of a thought: a list in which the arrow keys go from one to the next. */
export function thoughtSteps(turn: Turn, view: View): TemplateResult {
  const { thought } = view.texts.of(turn);
  const textOf = (step: Element) => thought.steps[Number((step as HTMLElement).dataset["step"])]?.text ?? "";
  const use = ({ target }: Event) => {
    if (!(target instanceof Element)) return;
    const mention = target.closest<HTMLElement>("[data-mention]")?.dataset["mention"];
    if (mention !== undefined) view.post({ type: "reveal", turnId: turn.id, mention });
    const step = target.closest("[data-action=copyStep]")?.closest(".step");
    if (step) view.post({ type: "copy", text: textOf(step) });
  };
  const onKey = (event: KeyboardEvent) => {
    const { target, key, currentTarget } = event;
    if (!(target instanceof Element) || !(currentTarget instanceof Element)) return;
    const step = target.closest<HTMLElement>(".step");
    if (!step) return;
    if (key === "Enter" && target.matches("[data-mention]")) {
      use(event);
      return;
    }
    if ((event.ctrlKey || event.metaKey) && key === "c" && document.getSelection()?.isCollapsed !== false) {
      view.post({ type: "copy", text: textOf(step) });
      return;
    }
    const to = stepToGoTo(key, Number(step.dataset["step"]), thought.steps.length);
    const block = currentTarget.closest(".thought-block");
    if (to === undefined || !block || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focusStep({ block, thought, pages: view.pages }, to);
  };
  const onFocus = ({ target, currentTarget }: Event) => {
    if (!(target instanceof Element) || !(currentTarget instanceof HTMLElement)) return;
    const step = target.closest(".step");
    const block = currentTarget.closest(".thought-block");
    if (step) makeCurrent(step);
    else if (block) focusStep({ block, thought, pages: view.pages }, Math.max(0, currentStep(block)));
    currentTarget.tabIndex = -1;
  };
  // The step that Tab should come to may be out of sight, and so not drawn: the list takes it to there.
  const onLeave = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (!(currentTarget instanceof HTMLElement)) return;
    if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) currentTarget.tabIndex = 0;
  };
  return html`<div
    class="thought-text"
    role="list"
    tabindex="0"
    aria-label=${t("Steps of the thought")}
    @click=${use}
    @keydown=${onKey}
    @focusin=${onFocus}
    @focusout=${onLeave}
  >
    ${pageGroups(
      thought.pages,
      view.pages,
      ({ steps }) => steps.length,
      (each) => thoughtPage(each, view),
    )}
  </div>`;
}

/** Which step a key goes to; `undefined`: it is none of these keys. */
function stepToGoTo(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
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
  const copy = t("Copy this step");
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
    }<span class="step-text"
      >${stepPieces(text).map(({ text: piece, mention }) => (mention === undefined ? piece : mentionView(mention)))}</span
    >
    <button
      class="icon-button copy-step"
      type="button"
      tabindex="-1"
      data-action="copyStep"
      title=${copy}
      aria-label=${copy}
    >
      ${icon("copy")}
    </button>
  </div>`;
}

function mentionView(mention: string): TemplateResult {
  return html`<span class="mention" role="link" tabindex="-1" data-mention=${mention} title=${t("Show it in the code")}
    >${mention}</span
  >`;
}
