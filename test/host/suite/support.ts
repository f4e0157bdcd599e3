import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { PonderApi } from "../../../extension/api.js";
import type { Repository } from "../../../extension/git/gitApi.js";
import type { PanelState, Turn } from "../../../protocol/panel/state.js";

/** The extension under test, activated. */
export async function ponder(): Promise<PonderApi> {
  const extension = vscode.extensions.getExtension<PonderApi>("ponder.ponder");
  assert.ok(extension, "the extension is not installed");
  return extension.activate();
}

/** Root of the repository, from where the extension was loaded. */
export function root(): string {
  return vscode.extensions.getExtension("ponder.ponder")?.extensionPath ?? assert.fail();
}

/** Waits until the panel's state is as wanted. Mocha's time limit ends what never comes. */
export function until<T>(api: PonderApi, wanted: (state: PanelState) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const look = (state: PanelState) => {
      const found = wanted(state);
      if (found === undefined) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = api.onDidChangePanelState(look);
    look(api.panelState());
  });
}

/** Runs a command that begins a turn, and waits for the end of that turn. */
export async function turnOf(api: PonderApi, command: string, argument?: unknown): Promise<Turn> {
  const turn = await beginTurn(api, command, argument);
  return ended(api, turn.id);
}

/** Runs a command that begins a turn. */
export async function beginTurn(api: PonderApi, command: string, argument?: unknown): Promise<Turn> {
  const before = api.panelState().turns.length;
  await vscode.commands.executeCommand(command, argument);
  return until(api, ({ turns }) => turns[before]);
}

export function ended(api: PonderApi, id: string): Promise<Turn> {
  return until(api, ({ turns }) =>
    turns.find((turn) => turn.id === id && ["done", "stopped", "failed"].includes(turn.status)),
  );
}

/** A new chat, no editor. What was not saved is thrown away. */
export async function fresh(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  await vscode.commands.executeCommand("ponder.newChat");
}

/** A case that the demo model is known to solve. */
export interface FixCase {
  readonly task: string;
  readonly name: string;
  readonly path: string;
  readonly diagnostic: string | null;
  readonly before: string;
  readonly code: string;
}

export function fixCase(name: string): FixCase {
  const lines = readFileSync(path.join(root(), "test/fixtures/reliable.jsonl"), "utf8").trim().split("\n");
  const found = lines.map((line) => JSON.parse(line) as FixCase).find((one) => one.name === name);
  return found ?? assert.fail(`no case ${name}`);
}

/** Writes a file into the workspace and shows it. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? assert.fail("no workspace");
  const uri = vscode.Uri.joinPath(folder?.uri ?? assert.fail(), name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): { openRepository(uri: vscode.Uri): Promise<Repository | null> };
}

/** Opens a repository in the editor's Git, which is switched off in the tests' settings: hardly a test needs it. */
export async function openRepository(uri: vscode.Uri): Promise<Repository> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git") ?? assert.fail("no Git extension");
  const git = await extension.activate();
  const enabled = git.enabled ? undefined : new Promise((resolve) => git.onDidChangeEnablement(resolve));
  // Its interface stays enabled when the setting is switched off; without the setting it opens nothing.
  await vscode.workspace.getConfiguration("git").update("enabled", true, vscode.ConfigurationTarget.Global);
  await enabled;
  return (await git.getAPI(1).openRepository(uri)) ?? assert.fail("Git does not open the repository");
}

/** Processes that a process started. */
export function childrenOf(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1];
          const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
          return Number(parent) === pid ? [{ pid: Number(name), command }] : [];
        } catch {
          return []; // It ended while we looked.
        }
      });
  }
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,command="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match && Number(match[2]) === pid ? [{ pid: Number(match[1]), command: match[3] ?? "" }] : [],
    );
}
