import "./styles/panel.css";
import type { HostMessage } from "../../protocol/panel/messages.js";
import { loadTranslations } from "./l10n.js";
import { PanelView } from "./panelView.js";
import { connectHost } from "./vscodeApi.js";

/** The panel's page: `extension/chat/panelHtml.ts` loads it, and it builds everything that is seen in the body. */
loadTranslations(document.body);
const host = connectHost();
const panel = new PanelView(host, document.body);

// The page's policy allows no frames and no other scripts: only the host can send these.
window.addEventListener("message", ({ data }: MessageEvent<HostMessage>) => panel.receive(data));
host.post({ type: "ready" });
