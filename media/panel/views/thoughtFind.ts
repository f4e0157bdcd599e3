import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { findInSteps, maxMatches } from "../thought/findInSteps.js";
import type { ThoughtFind } from "../uiState.js";
import { iconButton } from "./iconButton.js";
import type { View } from "./view.js";

/** The field that searches in a thought. */
export function thoughtFind(turn: Turn, find: ThoughtFind, view: View): TemplateResult {
  const { steps } = view.texts.of(turn).thought;
  const matches = findInSteps(steps, find.text);
  const count = matches.length;
  const at = count === 0 ? 0 : find.at % count;
  const go = (by: 1 | -1) => {
    if (count === 0) return;
    // A key may come before the last one is drawn.
    view.changeUi((ui) => ({ ...ui, find: { ...find, at: ((ui.find?.at ?? at) + by + count) % count } }));
  };
  const close = (event: Event) => {
    const block = event.currentTarget instanceof Element ? event.currentTarget.closest(".thought-block") : null;
    block?.querySelector<HTMLElement>("[data-action=findInThought]")?.focus();
    view.changeUi(({ find: _, ...ui }) => ui);
  };
  const onInput = ({ currentTarget }: Event) => {
    const text = (currentTarget as HTMLElement & { value: string }).value;
    view.changeUi((ui) => ({ ...ui, find: { turnId: turn.id, text, at: 0 } }));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // Here it leaves the search; it does not stop what runs.
      event.stopPropagation();
      close(event);
    } else if (event.key === "Enter" || event.key === "F3") {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    }
  };
  const isDisabled = count === 0;
  return html`
    <div class="thought-find" role="search" @keydown=${onKey}>
      <vscode-textfield
        class="find-text"
        label=${t("Find in the thought")}
        placeholder=${t("Find")}
        .value=${live(find.text)}
        @input=${onInput}
      ></vscode-textfield>
      <span class="find-count" role="status"
        ><span class="find-number">${countText(find.text, at, count)}</span
        ><span class="for-screen-readers">${lineAt(steps, matches[at])}</span></span
      >
      ${iconButton({ action: "previousMatch", sign: "arrow-up", label: t("Previous match (Shift+Enter)"), isDisabled, onClick: () => go(-1) })}
      ${iconButton({ action: "nextMatch", sign: "arrow-down", label: t("Next match (Enter)"), isDisabled, onClick: () => go(1) })}
      ${iconButton({ action: "closeFind", sign: "close", label: t("Close the search (Escape)"), onClick: close })}
    </div>
  `;
}

function countText(text: string, at: number, count: number): string {
  if (text === "") return "";
  if (count === 0) return t("No results");
  return t("{0} of {1}", at + 1, count === maxMatches ? `${count}+` : count);
}

/** The line of a match, for who cannot see it marked. */
function lineAt(
  steps: readonly { readonly text: string }[],
  match: { readonly step: number; readonly at: number } | undefined,
): string {
  const text = match && steps[match.step]?.text;
  if (!match || text === undefined) return "";
  const start = text.lastIndexOf("\n", match.at - 1) + 1;
  const end = text.indexOf("\n", match.at);
  return text.slice(start, end < 0 ? undefined : end).slice(0, 200);
}
