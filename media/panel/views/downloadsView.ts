import { html, nothing, type TemplateResult } from "lit";
import type { PanelDownload } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { iconButton } from "./iconButton.js";
import { icon, type View } from "./view.js";

/** Models that are being downloaded, above the question field. */
export function downloadsView(downloads: readonly PanelDownload[], view: View): TemplateResult | typeof nothing {
  if (downloads.length === 0) return nothing;
  return html`
    <section class="downloads" aria-label=${t("Downloads")}>
      ${downloads.map((download) => downloadView(download, view))}
    </section>
  `;
}

function downloadView({ uri, name, text, share }: PanelDownload, view: View): TemplateResult {
  return html`
    <div class="download">
      ${icon("cloud-download")}
      <span class="download-name" title=${name}>${name}</span>
      ${iconButton({
        action: "cancelDownload",
        sign: "close",
        label: t("Cancel the download of {0}", name),
        onClick: () => view.post({ type: "cancelDownload", uri }),
      })}
      ${
        share === undefined
          ? html`<progress aria-label=${name}></progress>`
          : html`<progress aria-label=${name} max="1" .value=${share}></progress>`
      }
      <span class="download-text">${text}</span>
    </div>
  `;
}
