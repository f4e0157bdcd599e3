import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { isThinking, thoughtTitle } from "../text/turnText.js";
import { thoughtFind } from "./thoughtFind.js";
import { budgetView, closedView } from "./thoughtFoot.js";
import { thoughtSteps } from "./thoughtSteps.js";
import { openFind, thoughtTools } from "./thoughtTools.js";
import { icon, spinner, type View } from "./view.js";

/** The thought: open while it comes, then folded to one line, unless the user wanted it otherwise. */
export function thoughtView(turn: Turn, view: View): TemplateResult | typeof nothing {
  const live = isThinking(turn);
  if (turn.thought.text === "" && !live) return nothing;
  const { pages, corrections } = view.texts.of(turn).thought;
  if (pages.length === 0 && !live) return nothing;
  const open = view.ui.folds[turn.id] ?? (view.display === "auto" ? live : view.display === "open");
  const find = view.ui.find?.turnId === turn.id ? view.ui.find : undefined;
  // The state decides what is open, so the click must not do it by itself.
  const toggle = (event: Event) => {
    event.preventDefault();
    view.changeUi((ui) => ({ ...ui, folds: { ...ui.folds, [turn.id]: !open } }));
  };
  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key !== "f") return;
    event.preventDefault();
    openFind(event.currentTarget as Element, turn, view);
  };
  const tools = thoughtTools(turn, { live, open, corrections }, view);
  return html`
    <div class="thought-block" @keydown=${onKey}>
      <details class=${classMap({ thought: true, live })} ?open=${open}>
        <summary @click=${toggle}>
          ${live ? spinner() : icon(open ? "chevron-down" : "chevron-right")}<span
            >${thoughtTitle(turn, view.now, corrections)}</span
          >
        </summary>
        ${open ? tools : nothing} ${find && open ? thoughtFind(turn, find, view) : nothing} ${thoughtSteps(turn, view)}
      </details>
      ${open ? nothing : tools}
    </div>
    ${live ? budgetView(turn) : closedView(turn, view)}
  `;
}
