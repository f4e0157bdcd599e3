import { mentionTargets, type MentionTarget, type Suggestion } from "../../../protocol/panel/messages.js";
import type { SlashName } from "../../../protocol/panel/slash.js";
import { t } from "../l10n.js";
import type { Trigger } from "./trigger.js";

/** A row of the completion menu. */
export interface MenuItem {
  readonly label: string;
  readonly detail: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** What is written in the place of the trigger. */
  readonly insert: string;
}

/** What has to be asked of the host to complete a mention. */
export interface MentionQuery {
  readonly target: MentionTarget;
  readonly query: string;
}

const slashDetails: Readonly<Record<SlashName, () => string>> = {
  explain: () => t("Explain what goes along"),
  fix: () => t("Propose a fix at the cursor"),
  tests: () => t("Propose tests"),
  doc: () => t("Propose a documentation comment"),
  review: () => t("Review the code"),
  refactor: () => t("Propose a refactoring"),
  commit: () => t("Write a commit message"),
  clear: () => t("Begin a new chat"),
};

const mentions: readonly { readonly name: string; readonly icon: string; readonly detail: () => string }[] = [
  { name: "selection", icon: "selection", detail: () => t("What is selected in the editor") },
  { name: "file:", icon: "file", detail: () => t("A file") },
  { name: "symbol:", icon: "symbol-method", detail: () => t("A function, a class or another symbol") },
  { name: "folder:", icon: "folder", detail: () => t("Names in a folder") },
  { name: "problems", icon: "warning", detail: () => t("What the editor reports") },
  { name: "changes", icon: "git-compare", detail: () => t("What was changed and is not staged") },
  { name: "terminal", icon: "terminal", detail: () => t("What is selected in the terminal") },
];
const icons: Readonly<Record<MentionTarget, string>> = { file: "file", folder: "folder", symbol: "symbol-method" };

/** What the host has to be asked for this trigger; a word that is no kind of mention may be the name of a file. Pure. */
export function mentionQuery({ kind, query }: Trigger): MentionQuery | undefined {
  if (kind !== "mention") return undefined;
  const [, target, name = ""] = /^(file|folder|symbol):"?(.*)$/.exec(query) ?? [];
  const named = mentionTargets.find((each) => each === target);
  if (named) return { target: named, query: name };
  return query === "" ? undefined : { target: "file", query };
}

/** The rows for a trigger. What is written in full already is no row: then Enter sends. Pure. */
export function menuItems(
  { kind, query }: Trigger,
  slash: readonly SlashName[],
  asked: MentionQuery | undefined,
  suggestions: readonly Suggestion[],
): readonly MenuItem[] {
  if (kind === "slash") {
    return slash
      .filter((name) => name.startsWith(query) && name !== query)
      .map((name) => ({ label: `/${name}`, detail: slashDetails[name](), icon: "terminal-cmd", insert: `/${name} ` }));
  }
  const own = mentions
    .filter(({ name }) => name.startsWith(query) && name !== query)
    .map(({ name, icon, detail }) => ({
      label: `#${name}`,
      detail: detail(),
      icon,
      insert: name.endsWith(":") ? `#${name}` : `#${name} `,
    }));
  const named = suggestions
    .filter(({ mention }) => mention !== `#${query}`)
    .map(({ mention, label, detail }) => ({
      label,
      detail,
      icon: icons[asked?.target ?? "file"],
      insert: `${mention} `,
    }));
  return [...own, ...named];
}
