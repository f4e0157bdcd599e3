import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { chunks } from "../text/chunks.js";
import { isThinking, thoughtTitle } from "../text/turnText.js";
import { icon, spinner, type View } from "./view.js";

/** The thought: open while it comes, then folded to one line, unless the user wanted it otherwise. */
export function thoughtView(turn: Turn, view: View): TemplateResult | typeof nothing {
  const live = isThinking(turn);
  if (!live && turn.thought.text.trim() === "") return nothing;
  const open = view.ui.folds[turn.id] ?? live;
  // The state decides what is open, so the click must not do it by itself.
  const toggle = (event: Event) => {
    event.preventDefault();
    view.changeUi((ui) => ({ ...ui, folds: { ...ui.folds, [turn.id]: !open } }));
  };
  return html`
    <details class=${classMap({ thought: true, live })} ?open=${open}>
      <summary @click=${toggle}>
        ${live ? spinner() : icon(open ? "chevron-down" : "chevron-right")}<span>${thoughtTitle(turn, view.now)}</span>
      </summary>
      <div class="thought-text">${chunks(turn.thought.text.trimStart()).map((piece) => html`<div>${piece}</div>`)}</div>
    </details>
  `;
}
