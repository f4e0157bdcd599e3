import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type TemplateResult } from "lit";
import type { ProposalAction, ProposalFileAction } from "../../../protocol/panel/messages.js";
import type { ProposalCard, ProposalFile, Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { candidateView } from "./candidateView.js";
import { iconButton } from "./iconButton.js";
import { retryButton } from "./troubleView.js";
import { icon, type View } from "./view.js";

/** A proposed edit: where it goes, and what can be done with it. */
export function proposalView(proposal: ProposalCard, turn: Turn, view: View): TemplateResult {
  const { files, state, warnings = [] } = proposal;
  return html`
    <section class="proposal" role="group" data-state=${state} aria-label=${t("Proposed edit")}>
      ${candidateView(turn, view)}
      ${files.length > 1 ? html`<div class="proposal-head">${headText(files)}</div>` : nothing}
      <ul class="proposal-files" aria-label=${t("Files of the proposal")}>
        ${files.map((file, at) => fileView(file, at, proposal, view))}
      </ul>
      ${warnings.map((warning) => html`<div class="proposal-state proposal-warning">${icon("warning")}${warning}</div>`)}
      <div class="buttons">${proposalFoot(proposal, turn.id, view)}</div>
    </section>
  `;
}

function headText(files: readonly ProposalFile[]): string {
  const hunks = files.reduce((sum, file) => sum + file.hunks, 0);
  return t("Proposal: {0} files, {1} changes", files.length, hunks);
}

const signs: Readonly<Record<ProposalFile["state"], string>> = {
  open: "diff",
  accepted: "check",
  discarded: "close",
  stale: "warning",
};

function fileView(file: ProposalFile, at: number, { id, files, state }: ProposalCard, view: View): TemplateResult {
  const { path, kind, added, removed } = file;
  const act = (action: ProposalFileAction) => () => view.post({ type: "proposalFile", id, file: at, action });
  const isLive = state === "open" || state === "stale";
  const sign = kind === "create" && file.state === "open" ? "new-file" : signs[file.state];
  const name = html`<bdi>${path}</bdi>`;
  return html`
    <li class="proposal-file" data-state=${file.state} title=${fileTitle(file)}>
      ${icon(sign)}
      ${
        isLive
          ? html`<button class="proposal-path" type="button" data-action="reviewFile" @click=${act("review")}>
              ${name}
            </button>`
          : html`<span class="proposal-path">${name}</span>`
      }
      <span class="lines-added" aria-label=${t("{0} lines added", added)}>+${added}</span
      ><span class="lines-removed" aria-label=${t("{0} lines removed", removed)}>−${removed}</span>
      ${
        isLive && files.length > 1 && file.state === "open"
          ? html`${iconButton({ action: "acceptFile", sign: "check", label: t("Accept {0}", path), onClick: act("accept") })}
            ${iconButton({ action: "discardFile", sign: "close", label: t("Discard {0}", path), onClick: act("discard") })}`
          : nothing
      }
    </li>
  `;
}

function fileTitle({ path, kind, hunks, accepted, state }: ProposalFile): string {
  const name = kind === "create" ? t("{0} (new file)", path) : path;
  if (accepted > 0 && accepted < hunks) return t("{0}: {1} of {2} changes accepted", name, accepted, hunks);
  return state === "stale" ? t("{0} has changed since", name) : name;
}

function proposalFoot({ id, state, files }: ProposalCard, turnId: string, view: View): TemplateResult {
  const act = (action: ProposalAction) => () => view.post({ type: "proposal", id, action });
  const button = (action: ProposalAction, label: string, isSecondary = true) =>
    html`<vscode-button ?secondary=${isSecondary} data-action=${action} @click=${act(action)}>${label}</vscode-button>`;
  switch (state) {
    case "open":
      return html`
        ${button("accept", files.length > 1 ? t("Accept All") : t("Accept"), false)}
        ${button("review", t("Review Diff"))} ${button("discard", t("Discard"))} ${partText(files)}
      `;
    case "accepted":
      return html`<span class="proposal-state"
        >${icon("check")}${partText(files)}${t("Accepted. Undo in the editor takes it back.")}</span
      >`;
    case "discarded":
      return html`<span class="proposal-state">${icon("close")}${t("Discarded. Nothing was changed.")}</span>`;
    case "restored":
      return html`<span class="proposal-state"
        >${icon("discard")}${t("Taken back: the files are as they were before.")}</span
      >`;
    case "gone":
      return html`<span class="proposal-state"
        >${icon("info")}${t("Not kept when the window was closed. Nothing was written.")}</span
      >`;
    case "stale":
      return html`
        <span class="proposal-state">${icon("warning")}${staleText(files)}</span>
        ${button("showChanges", t("Show What Changed"))} ${button("matchAgain", t("Match Again"))}
        ${retryButton(t("Ask Again"), turnId, view)} ${button("discard", t("Discard"))}
      `;
  }
}

/** How many changes were accepted, where it is not all or none. */
function partText(files: readonly ProposalFile[]): TemplateResult | typeof nothing {
  const hunks = files.reduce((sum, file) => sum + file.hunks, 0);
  const accepted = files.reduce((sum, file) => sum + file.accepted, 0);
  if (accepted === 0 || accepted === hunks) return nothing;
  return html`<span class="proposal-part">${t("{0} of {1} changes accepted.", accepted, hunks)}</span> `;
}

function staleText(files: readonly ProposalFile[]): string {
  const stale = files.filter(({ state }) => state === "stale").map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  return t("Changed since: {0}", stale.join(", "));
}
