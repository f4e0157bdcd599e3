import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { PromptDefinition } from "../../../protocol/events.js";
import type { ContextChip, PanelState } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { chipIcon, chipTitle, definitionTitle, shortCount } from "../text/chipText.js";
import { icon, type View } from "./view.js";

/** What goes along with the question, with what changes it. */
export function contextChips({ context, automaticContext, measure }: PanelState, view: View): TemplateResult {
  return html`
    <div class="context">
      ${addButton(view)} ${automaticButton(automaticContext, view)}
      ${
        context.length === 0
          ? nothing
          : html`<ul class="chips" aria-label=${t("Goes along with the question")}>
              ${context.map((chip) => chipView(chip, measure?.tokens[chip.id], view))}
            </ul>`
      }
    </div>
  `;
}

/** What went along with a question, as it was then, and what the editor found besides. */
export function sentChips(
  context: readonly ContextChip[],
  definitions: readonly PromptDefinition[],
  turnId: string,
  view: View,
): TemplateResult {
  return html`<ul class="sent-context" aria-label=${t("Sent with it")}>
    ${context.map(
      (chip) =>
        html`<li title=${chipTitle(chip, chip.tokens)}>
          ${icon(chipIcon(chip))}${label(chip, turnId, view)}${figure(chip.tokens)}${sign(chip)}
        </li>`,
    )}
    ${definitions.map((definition) => definitionChip(definition, turnId, view))}
  </ul>`;
}

/** Leads to where it stands. */
function definitionChip({ path, range, tokens }: PromptDefinition, turnId: string, view: View): TemplateResult {
  const place = `${path}:${String(range.start.line + 1)}`;
  const name = place.slice(path.lastIndexOf("/") + 1);
  return html`<li class="definition" title=${definitionTitle(place, tokens)}>
    ${icon("references")}<button
      class="chip-label"
      type="button"
      aria-label=${t("Show the definition {0}", name)}
      @click=${() => view.post({ type: "reveal", turnId, mention: place })}
    >
      ${name}</button
    >${figure(tokens)}
  </li>`;
}

function chipView(chip: ContextChip, tokens: number | undefined, view: View): TemplateResult {
  const { id, automatic = false, isMissing = false } = chip;
  return html`
    <li class=${classMap({ "context-chip": true, automatic, missing: isMissing })} title=${chipTitle(chip, tokens)}>
      ${icon(chipIcon(chip))}${label(chip, "", view)}${figure(tokens)}${sign(chip)}
      <button
        class="icon-button"
        type="button"
        title=${t("Leave it out")}
        aria-label=${t("Leave {0} out", chip.label)}
        @click=${() => view.post({ type: "removeContext", id })}
      >
        ${icon("close")}
      </button>
    </li>
  `;
}

/** Opens what is sent, word for word. */
function label({ id, label: text, isMissing }: ContextChip, turnId: string, view: View): TemplateResult {
  if (isMissing) return html`<span class="chip-label">${text}</span>`;
  return html`<button
    class="chip-label"
    type="button"
    aria-label=${t("Show {0}", text)}
    @click=${() => view.post({ type: "showContext", id, turnId })}
  >
    ${text}
  </button>`;
}

function figure(tokens: number | undefined): TemplateResult | typeof nothing {
  if (tokens === undefined) return nothing;
  const full = tokens === 1 ? t("1 token") : t("{0} tokens", tokens.toLocaleString("en-US"));
  return html`<span class="chip-tokens" role="img" aria-label=${full}>${shortCount(tokens)}</span>`;
}

function sign({ note, isMissing }: ContextChip): TemplateResult | typeof nothing {
  if (note === undefined) return nothing;
  return html`<span class="codicon codicon-${isMissing ? "info" : "warning"}" role="img" aria-label=${note}></span>`;
}

function addButton(view: View): TemplateResult {
  const text = t("Add context: a file, a selection, problems …");
  return html`<button
    id="add-context"
    class="icon-button"
    type="button"
    title=${text}
    aria-label=${text}
    @click=${() => view.post({ type: "addContext" })}
  >
    ${icon("add")}
  </button>`;
}

function automaticButton(on: boolean, view: View): TemplateResult {
  return html`<button
    id="automatic-context"
    class="icon-button"
    type="button"
    title=${on ? t("The active editor goes along by itself. Click to stop that.") : t("The active editor does not go along. Click to let it.")}
    aria-label=${t("The active editor goes along by itself")}
    aria-pressed=${on}
    @click=${() => view.post({ type: "setAutomaticContext", on: !on })}
  >
    ${icon(on ? "eye" : "eye-closed")}
  </button>`;
}
