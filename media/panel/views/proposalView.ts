import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, type TemplateResult } from "lit";
import type { ProposalCard, ProposalFile } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { retryButton } from "./troubleView.js";
import { icon, type View } from "./view.js";

/** A proposed edit: where it goes, and what can be done with it. */
export function proposalView(proposal: ProposalCard, turnId: string, view: View): TemplateResult {
  const { files, state, warnings = [] } = proposal;
  return html`
    <section class="proposal" data-state=${state} aria-label=${t("Proposed edit")}>
      ${files.map(fileView)}
      ${warnings.map((warning) => html`<div class="proposal-state proposal-warning">${icon("warning")}${warning}</div>`)}
      <div class="buttons">${proposalFoot(proposal, turnId, view)}</div>
    </section>
  `;
}

function fileView({ path, kind, added, removed }: ProposalFile): TemplateResult {
  return html`
    <div class="proposal-file" title=${kind === "create" ? t("{0} (new file)", path) : path}>
      ${icon(kind === "create" ? "new-file" : "diff")}<span class="proposal-path"><bdi>${path}</bdi></span
      ><span class="lines-added" aria-label=${t("{0} lines added", added)}>+${added}</span
      ><span class="lines-removed" aria-label=${t("{0} lines removed", removed)}>−${removed}</span>
    </div>
  `;
}

function proposalFoot({ id, state }: ProposalCard, turnId: string, view: View): TemplateResult {
  const act = (action: "review" | "accept" | "discard") => () => view.post({ type: "proposal", id, action });
  switch (state) {
    case "open":
      return html`
        <vscode-button data-action="accept" @click=${act("accept")}>${t("Accept")}</vscode-button>
        <vscode-button secondary data-action="review" @click=${act("review")}>${t("Review Diff")}</vscode-button>
        <vscode-button secondary data-action="discard" @click=${act("discard")}>${t("Discard")}</vscode-button>
      `;
    case "accepted":
      return html`<span class="proposal-state"
        >${icon("check")}${t("Accepted. Undo in the editor takes it back.")}</span
      >`;
    case "discarded":
      return html`<span class="proposal-state">${icon("close")}${t("Discarded. Nothing was changed.")}</span>`;
    case "gone":
      return html`<span class="proposal-state"
        >${icon("info")}${t("Not kept when the window was closed. Nothing was written.")}</span
      >`;
    case "stale":
      return html`
        <span class="proposal-state">${icon("warning")}${t("The file has changed since. Nothing was written.")}</span>
        ${retryButton(t("Ask Again"), turnId, view)}
      `;
  }
}
