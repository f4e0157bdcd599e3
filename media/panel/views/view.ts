import { html, type TemplateResult } from "lit";
import type { ComposerState } from "../composer/composerState.js";
import type { ViewMessage } from "../../../protocol/panel/messages.js";
import type { ThoughtDisplay } from "../../../protocol/settings.js";
import type { Pages } from "../pages/pages.js";
import type { TurnTexts } from "../text/turnTexts.js";
import type { UiState } from "../uiState.js";

/** What every part of the panel may use. */
export interface View {
  /** As it was when this was drawn. */
  readonly ui: UiState;
  readonly texts: TurnTexts;
  readonly pages: Pages;
  /** How thoughts are shown that the user neither opened nor folded. */
  readonly display: ThoughtDisplay;
  /** The host's clock, in milliseconds since the epoch. */
  readonly now: number;
  readonly composer: ComposerState;
  readonly post: (message: ViewMessage) => void;
  /** Changes what belongs to the view alone, and renders. */
  readonly changeUi: (change: (ui: UiState) => UiState) => void;
}

/** A codicon; whatever it stands on has a label of its own. */
export function icon(name: string, extra = ""): TemplateResult {
  return html`<span class="codicon codicon-${name} ${extra}" aria-hidden="true"></span>`;
}

/** The turning circle of something that is under way. */
export function spinner(): TemplateResult {
  return icon("loading", "codicon-modifier-spin");
}
