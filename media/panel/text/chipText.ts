import type { ContextKind } from "../../../protocol/chat.js";
import type { ContextChip } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";

const icons: Readonly<Record<ContextKind, string>> = {
  file: "file-code",
  outline: "list-tree",
  problems: "warning",
  terminal: "terminal",
  diff: "git-compare",
};

/** The codicon of a piece of context. */
export function chipIcon({ kind = "file", isMissing }: ContextChip): string {
  return isMissing ? "circle-slash" : icons[kind];
}

/** What there is to say of a piece of context, one thing a line. @param tokens as counted; absent: not known. */
export function chipTitle({ title, note, automatic }: ContextChip, tokens: number | undefined): string {
  return [
    title,
    ...(tokens === undefined ? [] : [tokensText(tokens)]),
    ...(automatic ? [t("From the active editor")] : []),
    ...(note === undefined ? [] : [note]),
  ].join("\n");
}

/** What there is to say of a definition, one thing a line. @param place its path and line. */
export function definitionTitle(place: string, tokens: number): string {
  return [place, tokensText(tokens), t("A definition that the code uses")].join("\n");
}

const tokensText = (tokens: number): string =>
  tokens === 1 ? t("1 token") : t("{0} tokens", tokens.toLocaleString("en-US"));

const thousand = 1_000;

/** A count of tokens in few letters: `812`, `1.9k`, `130k`. */
export function shortCount(tokens: number): string {
  if (tokens < thousand) return String(tokens);
  const thousands = tokens / thousand;
  return `${thousands < 100 ? thousands.toFixed(1) : String(Math.round(thousands))}k`;
}
