import { html, type TemplateResult } from "lit";
import type { PanelState } from "../../../protocol/panel/state.js";
import { modelText } from "../text/modelText.js";
import { troubleView } from "./troubleView.js";
import { icon, type View } from "./view.js";
import { t } from "../l10n.js";

/** Questions that the demo model was trained on and answers. */
const demoQuestions = ["How many Rs are in 'strawberry'?", "How many Ns are in 'banana'?"];
/** Questions about the context, which is shown above the question field. */
const contextQuestions = (): readonly string[] => [
  t("What does this code do?"),
  t("What could go wrong in this code?"),
];

/** What is there before the first question. */
export function emptyState(state: PanelState, view: View): TemplateResult {
  return html`
    <div class="empty">
      ${
        state.model.state === "failed"
          ? troubleView(state.model.error, view)
          : modelText(state.model).isDemo
            ? demoWelcome(view)
            : welcome(state, view)
      }
      <p class="subtle">${t("Nothing you type leaves this machine.")}</p>
    </div>
  `;
}

function demoWelcome(view: View): TemplateResult {
  return html`
    <h2>${t("See it think, right now")}</h2>
    <p>${t("A tiny demo model is built in. Ask it:")}</p>
    ${suggestions(demoQuestions, view)}
    <div class="suggestions">
      <button
        class="suggestion"
        type="button"
        data-command="tryFix"
        @click=${() => view.post({ type: "run", command: "tryFix" })}
      >
        ${icon("wrench")}<span>${t("Fix a mistake in a sample")}</span>
      </button>
    </div>
    <p>${t("In your own code, put the cursor on a problem and choose “Fix with Ponder” from its light bulb.")}</p>
    <p>
      ${t("The demo shows how Ponder works. It knows a few kinds of small tasks and makes things up outside of them. For real work, get a distilled DeepSeek-R1 that fits this machine.")}
    </p>
    <div class="buttons">
      <vscode-button data-command="getModel" @click=${() => view.post({ type: "run", command: "getModel" })}
        >${t("Get a Model for Real Work…")}</vscode-button
      >
      <vscode-button
        secondary
        data-command="chooseModel"
        @click=${() => view.post({ type: "run", command: "chooseModel" })}
        >${t("Choose Model…")}</vscode-button
      >
    </div>
  `;
}

function welcome({ context }: PanelState, view: View): TemplateResult {
  return html`
    <h2>${t("Ask about your code")}</h2>
    <p>
      ${t("You see the model think, then its answer. What goes along with a question stands above the question field.")}
    </p>
    ${suggestions(context.length === 0 ? [] : contextQuestions(), view)}
  `;
}

function suggestions(questions: readonly string[], view: View): TemplateResult {
  return html`
    <div class="suggestions">
      ${questions.map(
        (text) =>
          html`<button class="suggestion" type="button" @click=${() => view.post({ type: "ask", text })}>
            ${icon("comment")}<span>${text}</span>
          </button>`,
      )}
    </div>
  `;
}
