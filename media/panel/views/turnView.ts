import { html, nothing, type TemplateResult } from "lit";
import type { Turn } from "../../../protocol/panel/state.js";
import { isRunning, leftOutText, usageText, waitingText } from "../text/turnText.js";
import { answerView } from "./answerView.js";
import { proposalView } from "./proposalView.js";
import { thoughtView } from "./thoughtView.js";
import { retryButton, troubleView } from "./troubleView.js";
import { icon, spinner, type View } from "./view.js";

/** One question and all that came of it. */
export function turnView(turn: Turn, view: View): TemplateResult {
  const waiting = waitingText(turn);
  return html`
    <article
      class="turn"
      data-turn-id=${turn.id}
      data-status=${turn.status}
      data-command=${turn.command}
      aria-busy=${isRunning(turn)}
    >
      ${questionView(turn)} ${leftOutView(turn)} ${thoughtView(turn, view)}
      ${waiting === undefined ? nothing : html`<div class="waiting">${spinner()}<span>${waiting}</span></div>`}
      ${answerView(turn, view)} ${turn.proposal ? proposalView(turn.proposal, turn.id, view) : nothing}
      ${turn.error ? troubleView(turn.error, view, turn.id) : nothing}
      ${
        turn.status === "stopped"
          ? html`<div class="stopped">
              ${icon("debug-stop")}<span>Stopped.</span>${retryButton("Ask Again", turn.id, view)}
            </div>`
          : nothing
      }
      ${usageView(turn)}
    </article>
  `;
}

function questionView({ question, context }: Turn): TemplateResult {
  return html`
    <div class="request">
      <h2 class="question">${question}</h2>
      ${
        context.length === 0
          ? nothing
          : html`<ul class="sent-context" aria-label="Sent with it">
              ${context.map(({ label, title }) => html`<li title=${title}>${icon("file-code")}${label}</li>`)}
            </ul>`
      }
    </div>
  `;
}

function leftOutView(turn: Turn): TemplateResult | typeof nothing {
  const text = leftOutText(turn);
  if (text === undefined) return nothing;
  const why = "They do not fit into the model's context. A new chat or a larger ponder.model.contextSize helps.";
  return html`<div class="left-out" title=${why}>${text}</div>`;
}

function usageView({ usage, contextUse }: Turn): TemplateResult | typeof nothing {
  if (!usage || usage.generatedTokens === 0) return nothing;
  const { short, full } = usageText(usage, contextUse);
  return html`<div class="usage" title=${full}>${short}</div>`;
}
