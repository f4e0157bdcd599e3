import { ConfigurationTarget, workspace } from "vscode";
import {
  isThinkingEffort,
  isThoughtDisplay,
  type SettingKey,
  type ThinkingEffort,
  type ThoughtDisplay,
} from "../protocol/settings.js";
import type { Owned } from "./lifetime.js";

/** The server asks for settings itself (`workspace/configuration`); the host needs only what it shows. */
const modelPathKey: SettingKey = "model.path";
const completionModelKey: SettingKey = "completion.model";
const contextSizeKey: SettingKey = "model.contextSize";
/** What a model gets that has at least as much, in tokens (see `ponder.model.contextSize`). */
const usualContext = 8_192;
const effortKey: SettingKey = "thinking.effort";
const displayKey: SettingKey = "thinking.display";
const automaticContextKey: SettingKey = "chat.automaticContext";

/** Absolute path of the chosen model; empty: the demo model. */
export function modelPath(): string {
  return workspace.getConfiguration("ponder").get(modelPathKey, "");
}

/** Path of the model for completions; empty: there is none of its own. */
export function completionModel(): string {
  return workspace.getConfiguration("ponder").get(completionModelKey, "").trim();
}

/** Chooses a model for completions on this machine. Resolves when the setting is written. */
export async function chooseCompletionModel(path: string): Promise<void> {
  await workspace.getConfiguration("ponder").update(completionModelKey, path, ConfigurationTarget.Global);
}

/** Paths of all models that are chosen: for chat, completions and drafts. */
export function modelPaths(): readonly string[] {
  const keys: readonly SettingKey[] = [modelPathKey, completionModelKey, "model.draft"];
  return keys.map((key) => workspace.getConfiguration("ponder").get(key, "").trim()).filter((path) => path !== "");
}

/** Chooses a model for this machine. Resolves when the setting is written. */
export async function chooseModelPath(path: string): Promise<void> {
  // The scope of the setting is `machine`: in a remote window the editor writes it on the remote machine.
  await workspace
    .getConfiguration("ponder")
    .update(modelPathKey, path === "" ? undefined : path, ConfigurationTarget.Global);
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

export function onDidChangeThinking(listener: () => void): Owned {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("ponder.thinking")) listener();
  });
}
