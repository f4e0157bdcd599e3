import type { Translations } from "../../protocol/localise.js";

/** What the page of the panel loads. */
export interface PanelPage {
  /** At least 128 random bits, new for each load. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** URIs that the view may load, from `asWebviewUri`. */
  readonly script: string;
  readonly style: string;
  readonly icons: string;
  /** The display language, such as `de`, and its texts; absent: English. */
  readonly language?: { readonly id: string; readonly translations: Translations };
}

/**
 * The page's policy: its own script by nonce, styles, pictures and fonts out of the extension's folder, nothing else.
 * No remote address at all: model output can then neither load nor send anything.
 */
export function contentSecurityPolicy({ nonce, cspSource }: Pick<PanelPage, "nonce" | "cspSource">): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `img-src ${cspSource}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The HTML of the panel; all the rest is built by its script. Pure. */
export function panelHtml(page: PanelPage): string {
  const { id, translations } = page.language ?? { id: "en", translations: {} };
  // @vscode-elements finds the icon font by the id of its style sheet.
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(id)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(page)}">
<title>Ponder</title>
<link rel="stylesheet" href="${page.icons}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${page.style}">
</head>
<body data-translations="${escapeAttribute(JSON.stringify(translations))}">
<script nonce="${page.nonce}" src="${page.script}"></script>
</body>
</html>
`;
}

/** A text as the value of an attribute in double quotes. */
function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
