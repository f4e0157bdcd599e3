import { html, nothing, type TemplateResult } from "lit";
import { leftOutText } from "../../../protocol/leftOutText.js";
import { isChat, type Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { page } from "../pages/page.js";
import { progressText } from "../text/candidateText.js";
import { blockText, isRunning, isThinking, usageText, waitingText } from "../text/turnText.js";
import { answerView } from "./answerView.js";
import { failedCandidate } from "./candidateView.js";
import { sentChips } from "./contextChips.js";
import { proposalView } from "./proposalView.js";
import { thoughtView } from "./thoughtView.js";
import { questionEditor } from "./questionEditor.js";
import { retryButton, troubleView } from "./troubleView.js";
import { turnButtons } from "./turnButtons.js";
import { icon, spinner, type View } from "./view.js";

/** About how many letters stand in a line, and how many lines a turn has besides its texts. */
const lineLength = 50;
const otherLines = 8;
/** What a turn's buttons and labels weigh as part of a page. */
const weight = 500;

/** One question and all that came of it. A turn that did not change is not drawn again. */
export function turnArticle(turn: Turn, view: View): TemplateResult {
  const { ui, display, now, texts } = view;
  const content = {
    draw: () => turnView(turn, view),
    key: [
      turn,
      display,
      ui.editing?.turnId === turn.id ? ui.editing : undefined,
      ui.folds[turn.id],
      ui.find?.turnId === turn.id ? ui.find : undefined,
      texts.version(turn),
      // The clock counts only while it runs.
      isThinking(turn) ? Math.floor(now / 100) : undefined,
    ],
    lines: otherLines + (turn.question.length + turn.answer.length) / lineLength,
    weight,
  };
  return html`
    <article
      class="turn"
      data-turn-id=${turn.id}
      data-status=${turn.status}
      data-command=${turn.command}
      aria-busy=${isRunning(turn)}
      ${page(view.pages, content)}
    ></article>
  `;
}

function turnView(turn: Turn, view: View): TemplateResult {
  const waiting = waitingText(turn);
  const { progress, block } = turn;
  const status = progress ? progressText(progress) : block && blockText(block);
  return html`
    ${questionView(turn, view)} ${leftOutView(turn)} ${thoughtView(turn, view)}
    ${waiting === undefined ? nothing : html`<div class="waiting">${spinner()}<span>${waiting}</span></div>`}
    ${answerView(turn, view)}
    ${
      status && isRunning(turn)
        ? html`<div class="waiting steps-progress">${spinner()}<span>${status}</span></div>`
        : nothing
    }
    ${turn.proposal ? proposalView(turn.proposal, turn, view) : failedCandidate(turn, view)}
    ${turn.error ? troubleView(turn.error, view, turn) : nothing}
    ${
      turn.status === "stopped"
        ? html`<div class="stopped">
            ${icon("debug-stop")}<span>${t("Stopped.")}</span>${goOnButton(turn, view)}${retryButton(t("Ask Again"), turn.id, view)}
          </div>`
        : nothing
    }
    ${usageView(turn)} ${turnButtons(turn, view)}
  `;
}

function questionView({ id, question, context, definitions = [], queued }: Turn, view: View): TemplateResult {
  const editing = view.ui.editing?.turnId === id ? view.ui.editing : undefined;
  return html`
    <div class="request">
      ${
        editing
          ? questionEditor(id, editing.text, view)
          : html`<h2 class="question">${question}</h2>
              ${queued ? removeButton(id, view) : nothing}`
      }
      ${context.length + definitions.length === 0 ? nothing : sentChips(context, definitions, id, view)}
    </div>
  `;
}

function removeButton(turnId: string, view: View): TemplateResult {
  return html`<button
    class="icon-button remove-queued"
    type="button"
    title=${t("Take it back")}
    aria-label=${t("Take this question back")}
    @click=${() => view.post({ type: "removeQueued", turnId })}
  >
    ${icon("close")}
  </button>`;
}

/** For an answer that was cut off. */
function goOnButton(turn: Turn, view: View): TemplateResult | typeof nothing {
  const { id, answer, continued } = turn;
  if (answer === "" || continued || !isChat(turn)) return nothing;
  return html`<vscode-button data-action="goOn" @click=${() => view.post({ type: "goOn", turnId: id })}
    >${t("Go On")}</vscode-button
  >`;
}

function leftOutView(turn: Turn): TemplateResult | typeof nothing {
  const text = leftOutText(turn.contextUse);
  if (text === undefined) return nothing;
  const why = t("They do not fit into the model's context. A new chat or a larger ponder.model.contextSize helps.");
  return html`<div class="left-out" title=${why}>${text}</div>`;
}

function usageView({ usage, contextUse }: Turn): TemplateResult | typeof nothing {
  if (!usage || usage.generatedTokens === 0) return nothing;
  const { short, full } = usageText(usage, contextUse);
  return html`<div class="usage" title=${full}>${short}</div>`;
}
