import { ConfigurationTarget, workspace, type Uri } from "vscode";
import {
  isEditsView,
  isThinkingEffort,
  isThoughtDisplay,
  type EditsView,
  settings,
  type SettingKey,
  type ThinkingEffort,
  type ThoughtDisplay,
} from "../protocol/settings.js";
import type { Owned } from "./lifetime.js";
import type { ChosenModels, ChosenRole } from "./models/chosenRole.js";

/** The server asks for settings itself (`workspace/configuration`); the host needs only what it shows. */
const modelPathKey: SettingKey = "model.path";
/** Where the paths of the models are. */
const pathKeys: Readonly<Record<ChosenRole, SettingKey>> = {
  chat: modelPathKey,
  completion: "completion.model",
  draft: "model.draft",
};
const contextSizeKey: SettingKey = "model.contextSize";
/** What a model gets that has at least as much, in tokens (see `ponder.model.contextSize`). */
const usualContext = 8_192;
const effortKey: SettingKey = "thinking.effort";
const displayKey: SettingKey = "thinking.display";
const editsViewKey: SettingKey = "edits.view";
const candidatesKey = "fix.candidates" satisfies SettingKey;
const testCommandKey = "fix.testCommand" satisfies SettingKey;
const automaticContextKey: SettingKey = "chat.automaticContext";

/** Absolute path of the chosen model; empty: the demo model. */
export function modelPath(): string {
  return workspace.getConfiguration("ponder").get(modelPathKey, "");
}

/** Paths of the models that are chosen, for each role; an empty one: none is. */
export function chosenModels(): ChosenModels {
  const settings = workspace.getConfiguration("ponder");
  const pathOf = (role: ChosenRole) => settings.get(pathKeys[role], "").trim();
  return { chat: pathOf("chat"), completion: pathOf("completion"), draft: pathOf("draft") };
}

/** Chooses a model for this machine; an empty path: none. Resolves when the setting is written. */
export async function chooseModelFor(role: ChosenRole, path: string): Promise<void> {
  // The scope of the setting is `machine`: in a remote window the editor writes it on the remote machine.
  await workspace
    .getConfiguration("ponder")
    .update(pathKeys[role], path === "" ? undefined : path, ConfigurationTarget.Global);
}

/** Tokens of context that a model gets when it is loaded, as far as the settings say it. */
export function contextSizeSetting(): number {
  const size = workspace.getConfiguration("ponder").get<number>(contextSizeKey, 0);
  return size > 0 ? size : usualContext;
}

export function onDidChangeModelPath(listener: () => void): Owned {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`ponder.${modelPathKey}`)) listener();
  });
}

/** How much the model may think and how its thoughts are shown; what is no such value counts as the default. */
export function thinkingSettings(): { readonly effort: ThinkingEffort; readonly display: ThoughtDisplay } {
  const settings = workspace.getConfiguration("ponder");
  const effort: unknown = settings.get(effortKey);
  const display: unknown = settings.get(displayKey);
  return {
    effort: isThinkingEffort(effort) ? effort : "medium",
    display: isThoughtDisplay(display) ? display : "auto",
  };
}

/** How many answers are written to one fix in a document. */
export function fixCandidates(uri: Uri): number {
  const value: unknown = workspace.getConfiguration("ponder", uri).get(candidatesKey);
  return settings[candidatesKey].isValid(value) ? value : settings[candidatesKey].default;
}

/** The command that tests candidates; empty: none. Only the user's own settings count, whatever a workspace says. */
export function testCommand(): string {
  const value: unknown = workspace.getConfiguration("ponder").inspect(testCommandKey)?.globalValue;
  return typeof value === "string" ? value.trim() : "";
}

/** Whether the active editor goes along with questions by itself. */
export function automaticContext(): boolean {
  return workspace.getConfiguration("ponder").get(automaticContextKey, true);
}

/** Chooses it where the user did so before. Resolves when the setting is written. */
export async function chooseAutomaticContext(on: boolean): Promise<void> {
  await choose(automaticContextKey, on);
}

export function onDidChangeAutomaticContext(listener: () => void): Owned {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`ponder.${automaticContextKey}`)) listener();
  });
}

/** Chooses how much the model may think, where the user did so before. Resolves when the setting is written. */
export async function chooseEffort(effort: ThinkingEffort): Promise<void> {
  await choose(effortKey, effort);
}

async function choose(key: SettingKey, value: unknown): Promise<void> {
  const settings = workspace.getConfiguration("ponder");
  const inWorkspace = settings.inspect(key)?.workspaceValue !== undefined;
  await settings.update(key, value, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}

/** Where a proposal is shown first; what is no such value counts as the default. */
export function editsView(): EditsView {
  const view: unknown = workspace.getConfiguration("ponder").get(editsViewKey);
  return isEditsView(view) ? view : "diff";
}

export function onDidChangeThinking(listener: () => void): Owned {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("ponder.thinking")) listener();
  });
}
