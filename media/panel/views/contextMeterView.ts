import { html, nothing, type TemplateResult } from "lit";
import type { Turn } from "../../../protocol/panel/state.js";
import { contextMeter } from "../text/contextMeter.js";

/** How full the model's context is, in the composer's foot. */
export function contextMeterView(turns: readonly Turn[]): TemplateResult | typeof nothing {
  const meter = contextMeter(turns);
  if (!meter) return nothing;
  return html`<span class="context-meter" role="img" tabindex="0" title=${meter.full} aria-label=${meter.full}
    ><meter min="0" max="1" high="0.85" optimum="0" value=${meter.share} aria-hidden="true"></meter>${meter.short}</span
  >`;
}
