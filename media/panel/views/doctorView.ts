import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type TemplateResult } from "lit";
import { findingGroups, type DoctorFix, type Finding, type FindingGroup } from "../../../protocol/health.js";
import type { DoctorAction } from "../../../protocol/panel/messages.js";
import type { PanelDoctor } from "../../../protocol/panel/state.js";
import { iconButton } from "./iconButton.js";
import { icon, spinner, type View } from "./view.js";
import { t } from "../l10n.js";

const titles: Readonly<Record<FindingGroup, () => string>> = {
  installation: () => t("Installation"),
  graphics: () => t("Graphics"),
  model: () => t("Model"),
  selfTest: () => t("Self-test"),
  machine: () => t("Machine"),
  network: () => t("Network"),
  settings: () => t("Settings"),
};

const states: Readonly<Record<Finding["state"], { readonly icon: string; readonly label: () => string }>> = {
  ok: { icon: "pass", label: () => t("Fine") },
  note: { icon: "info", label: () => t("To know") },
  failed: { icon: "error", label: () => t("Does not work") },
};

/** The doctor's page. */
export function doctorView(doctor: PanelDoctor, view: View): TemplateResult {
  return html`
    <main class="doctor" aria-label=${t("Doctor")} data-state=${doctor.state}>
      <div class="doctor-head">
        <h1>${t("Doctor")}</h1>
        ${iconButton({
          action: "close",
          sign: "close",
          label: t("Back to the Chat"),
          onClick: () => view.post({ type: "doctor", action: doctor.state === "running" ? "stop" : "close" }),
        })}
      </div>
      ${doctor.state === "running" ? running(view) : report(doctor.findings, view)}
    </main>
  `;
}

function running(view: View): TemplateResult {
  return html`
    <p class="doctor-running" role="status">
      ${spinner()}
      ${t("Checking the installation by using it. It loads the model and takes about ten seconds after that.")}
    </p>
    <div class="buttons">${button(t("Stop"), "stop", view)}</div>
  `;
}

function report(findings: readonly Finding[], view: View): TemplateResult {
  const failed = findings.filter(({ state }) => state === "failed").length;
  const notes = findings.filter(({ state }) => state === "note").length;
  return html`
    <p role="status">${summary(failed, notes)}</p>
    <div class="buttons">${button(t("Copy as Markdown"), "copy", view)} ${button(t("Check Again"), "again", view)}</div>
    ${findingGroups.map((group) => {
      const own = findings.flatMap((finding, at) => (finding.group === group ? [{ finding, at }] : []));
      return own.length === 0
        ? nothing
        : html`
            <section>
              <h2>${titles[group]()}</h2>
              <ul class="findings">
                ${own.map(({ finding, at }) => item(finding, at, view))}
              </ul>
            </section>
          `;
    })}
    <p class="subtle">
      ${t("The copy has no folders, no names of you, this machine and the workspace, and no tokens. Nothing was sent.")}
    </p>
  `;
}

function summary(failed: number, notes: number): string {
  if (failed > 0) return failed === 1 ? t("One thing does not work.") : t("{0} things do not work.", failed);
  if (notes === 0) return t("Everything works.");
  return notes === 1
    ? t("Everything works. One thing is to know.")
    : t("Everything works. {0} things are to know.", notes);
}

function item({ name, state, detail, fix }: Finding, at: number, view: View): TemplateResult {
  const shown = states[state];
  return html`
    <li class="finding" data-state=${state} data-name=${name}>
      ${icon(shown.icon)}
      <span class="for-screen-readers">${shown.label()}</span>
      <span class="finding-text"
        ><span class="finding-name">${name}</span> <span class="finding-detail">${detail}</span></span
      >
      ${
        fix === undefined
          ? nothing
          : html`<button
              class="text-button"
              type="button"
              data-fix=${at}
              aria-label=${`${fixLabel(fix)}: ${name}`}
              @click=${() => view.post({ type: "doctorFix", finding: at })}
            >
              ${fixLabel(fix)}
            </button>`
      }
    </li>
  `;
}

function fixLabel(fix: DoctorFix): string {
  if ("setting" in fix) return t("Open Setting");
  switch (fix.command) {
    case "getModel":
      return t("Get a Model…");
    case "chooseModel":
      return t("Choose Model…");
    case "acceptModel":
      return t("Use the Changed File");
    case "tryGpu":
      return t("Try the GPU Again");
    case "showLog":
      return t("Show Log");
  }
}

function button(label: string, action: DoctorAction, view: View): TemplateResult {
  return html`<vscode-button secondary data-action=${action} @click=${() => view.post({ type: "doctor", action })}
    >${label}</vscode-button
  >`;
}
