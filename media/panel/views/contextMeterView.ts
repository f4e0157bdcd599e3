import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { PanelState } from "../../../protocol/panel/state.js";
import { contextMeter } from "../text/contextMeter.js";
import { icon } from "./view.js";

/** How full the model's context is, in the composer's foot. */
export function contextMeterView(state: PanelState): TemplateResult | typeof nothing {
  const meter = contextMeter(state);
  if (!meter) return nothing;
  const { short, full, share, isTooLong } = meter;
  return html`<span
    class=${classMap({ "context-meter": true, "too-long": isTooLong })}
    role="img"
    tabindex="0"
    title=${full}
    aria-label=${full}
    >${isTooLong ? icon("warning") : html`<meter min="0" max="1" high="0.85" optimum="0" value=${share} aria-hidden="true"></meter>`}${short}</span
  >`;
}
