import { html, nothing, type TemplateResult } from "lit";
import type { CandidateView, Turn } from "../../../protocol/panel/state.js";
import type { Reward } from "../../../protocol/verify.js";
import { t } from "../l10n.js";
import { groupText, rewardLabel, rewardText } from "../text/candidateText.js";
import { iconButton } from "./iconButton.js";
import { icon, type View } from "./view.js";

/** The score card of the candidate that is shown, and the way to the others. */
export function candidateView(turn: Turn, view: View): TemplateResult | typeof nothing {
  const { candidates } = turn;
  const candidate = candidates?.all[candidates.shown];
  if (!candidates || !candidate) return nothing;
  const { all } = candidates;
  const { rewards, votes } = candidate.score;
  // That it is an edit need not be said where there is one to be seen.
  const shown = rewards.filter(({ name, passed }) => name !== "format" || passed !== true);
  const answers = all.reduce((sum, { score }) => sum + score.votes, 0);
  const notes = [
    groupText(all),
    answers > 1 && !candidate.failure ? t("{0} of {1} answers propose this edit", votes, answers) : "",
  ].filter((text) => text !== "");
  return html`
    <div class="candidate" role="group" aria-label=${t("Checks of the candidate")}>
      <div class="candidate-head">
        <ul class="rewards" aria-label=${t("What the checks found")}>
          ${shown.map(rewardView)}
        </ul>
        ${all.length > 1 ? chooser(turn, view) : nothing}
      </div>
      ${shown.filter(({ passed }) => passed === false).map(({ message }) => html`<div class="candidate-note">${message}</div>`)}
      ${
        candidates.shown > 0 || all.some(passes)
          ? nothing
          : html`<div class="candidate-note candidate-warning">
              ${icon("warning")}${t("No candidate passes every check. This is the best of them.")}
            </div>`
      }
      ${notes.length === 0 ? nothing : html`<div class="candidate-note">${notes.join(" · ")}</div>`}
    </div>
  `;
}

/** The card in the place of a proposal, for a candidate that is no edit. */
export function failedCandidate(turn: Turn, view: View): TemplateResult | typeof nothing {
  if (!turn.candidates || turn.proposal) return nothing;
  return html`<section class="proposal" data-state="failed" aria-label=${t("Candidate without an edit")}>
    ${candidateView(turn, view)}
  </section>`;
}

const signs = { passed: "pass", failed: "error", unknown: "circle-slash" } as const;

function rewardView(reward: Reward): TemplateResult {
  const verdict = reward.passed === undefined ? "unknown" : reward.passed ? "passed" : "failed";
  return html`<li class="reward" data-reward=${reward.name} data-verdict=${verdict} title=${reward.message}>
    ${icon(signs[verdict])}<span aria-hidden="true">${rewardText(reward)}</span
    ><span class="for-screen-readers">${rewardLabel(reward)}</span>
  </li>`;
}

function chooser({ id, candidates, proposal, status }: Turn, view: View): TemplateResult {
  const { shown, all } = candidates ?? { shown: 0, all: [] };
  const isChosen = status !== "done" || (proposal?.files.some(({ accepted }) => accepted > 0) ?? false);
  const show = (by: number) => () =>
    view.post({ type: "showCandidate", turnId: id, candidate: (shown + by + all.length) % all.length });
  return html`<div class="candidate-choice">
    ${iconButton({ action: "previousCandidate", sign: "chevron-left", label: t("Previous candidate"), isDisabled: isChosen, onClick: show(-1) })}<span
      class="candidate-place"
      aria-live="polite"
      >${t("Candidate {0} of {1}", shown + 1, all.length)}</span
    >${iconButton({ action: "nextCandidate", sign: "chevron-right", label: t("Next candidate"), isDisabled: isChosen, onClick: show(1) })}
  </div>`;
}

const passes = ({ score }: CandidateView): boolean => score.rewards.every(({ passed }) => passed !== false);
