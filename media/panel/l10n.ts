import { useTranslations, type Translations } from "../../protocol/localise.js";

export { t } from "../../protocol/localise.js";

/** Takes the translations that the host wrote into the page (`extension/chat/panelHtml.ts`); none: English. */
export function loadTranslations(body: HTMLElement): void {
  const raw = body.dataset["translations"];
  if (raw !== undefined) useTranslations(JSON.parse(raw) as Translations);
}
