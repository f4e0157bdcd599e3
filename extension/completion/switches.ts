import { ConfigurationTarget, workspace, type ConfigurationScope, type TextDocument } from "vscode";
import { isLanguageOn, type LanguageSwitches, type SettingKey } from "../../protocol/settings.js";

const enabledKey: SettingKey = "completion.enabled";
const languagesKey: SettingKey = "completion.languages";

/** Whether completions come while typing, at all, in this document or in general. */
export function completionsEnabled(document?: TextDocument): boolean {
  return read(document).get(enabledKey, true);
}

/** Whether completions come while typing in documents of this language. */
export function completionsInLanguage(document: TextDocument): boolean {
  return isLanguageOn(read(document).get<LanguageSwitches>(languagesKey, {}), document.languageId);
}

/** Switches completions on or off. */
export async function toggleCompletions(): Promise<void> {
  await write(undefined, enabledKey, !completionsEnabled());
}

/** Switches completions on or off for the language of a document. */
export async function toggleLanguage(document: TextDocument): Promise<void> {
  const { target, own } = place(document, languagesKey);
  const switches = {
    ...(own as LanguageSwitches | undefined),
    [document.languageId]: !completionsInLanguage(document),
  };
  await read(document).update(languagesKey, switches, target);
}

/** Tells when one of the two may have changed. */
export function onDidChangeSwitches(listener: () => void) {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("ponder.completion")) listener();
  });
}

function read(scope: ConfigurationScope | undefined) {
  return workspace.getConfiguration("ponder", scope);
}

async function write(scope: ConfigurationScope | undefined, key: SettingKey, value: boolean): Promise<void> {
  await read(scope).update(key, value, place(scope, key).target);
}

/**
 * Where the user's choice belongs: into his own settings, unless those of the folder or the workspace decide already,
 * for then it would change nothing.
 *
 * @returns the target, and the value that stands there now.
 */
function place(scope: ConfigurationScope | undefined, key: SettingKey) {
  const found = read(scope).inspect<unknown>(key);
  if (found?.workspaceFolderValue !== undefined)
    return { target: ConfigurationTarget.WorkspaceFolder, own: found.workspaceFolderValue };
  if (found?.workspaceValue !== undefined) return { target: ConfigurationTarget.Workspace, own: found.workspaceValue };
  return { target: ConfigurationTarget.Global, own: found?.globalValue };
}
