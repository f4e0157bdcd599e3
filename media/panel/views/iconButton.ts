import { html, type TemplateResult } from "lit";
import { icon } from "./view.js";

/** A button that is a sign only. */
export interface IconButton {
  /** Name of what it does, for tests and for the focus. */
  readonly action: string;
  /** A codicon, without `codicon-`. */
  readonly sign: string;
  /** For the pointer and for screen readers. */
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onClick: (event: Event) => void;
}

/** Draws an {@link IconButton}. */
export function iconButton({ action, sign, label, isDisabled = false, onClick }: IconButton): TemplateResult {
  return html`<button
    class="icon-button"
    type="button"
    data-action=${action}
    title=${label}
    aria-label=${label}
    ?disabled=${isDisabled}
    @click=${onClick}
  >
    ${icon(sign)}
  </button>`;
}
