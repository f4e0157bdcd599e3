import { l10n, env, Uri, window } from "vscode";
import { isHttps } from "../../protocol/panel/messages.js";

/**
 * Opens a link of an answer in the browser, after the user has seen where it really goes. A model's link may carry
 * anything in its address, and its text need not say so.
 */
export async function openLink(href: string): Promise<void> {
  if (!isHttps(href)) return;
  const open = l10n.t("Open in Browser");
  const choice = await window.showWarningMessage(
    l10n.t("Open this link from the model's answer?"),
    { modal: true, detail: href },
    open,
  );
  if (choice === open) await env.openExternal(Uri.parse(href, true));
}
