/** Translations of the user interface's texts, by their English text: what `vscode.l10n.bundle` is. */
export type Translations = Readonly<Record<string, string>>;

let translations: Translations = {};

/** From now on {@link t} answers in this language. To be called once, before anything is shown. */
export function useTranslations(found: Translations): void {
  translations = found;
}

/**
 * A text of the user interface in the user's language. For code that cannot ask `vscode.l10n`: the panel's page, and
 * the extension's pure files. A test compares the keys in the sources with the bundles in `l10n/`.
 *
 * @param text the English text, written out where it is used; `{0}`, `{1}`, … stand for the arguments.
 */
export function t(text: string, ...args: readonly (string | number)[]): string {
  const translated = Object.hasOwn(translations, text) ? (translations[text] ?? text) : text;
  return translated.replace(/\{(\d+)\}/g, (place, index: string) => String(args[Number(index)] ?? place));
}
