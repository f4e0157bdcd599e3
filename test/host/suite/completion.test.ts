import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { PonderApi } from "../../../extension/api.js";
import type { CompletionView } from "../../../extension/completion/completionView.js";
import { askUntil, completionShape, configuration, fimCase } from "./completionSupport.js";
import { fresh, openFile, ponder, until } from "./support.js";

const { prefix, suffix } = fimCase;

/** Waits until what the status item tells about completions is as wanted. */
function untilCompletions(api: PonderApi, wanted: (view: CompletionView) => boolean): Promise<CompletionView> {
  return new Promise((resolve) => {
    const look = (view: CompletionView) => {
      if (!wanted(view)) return;
      subscription.dispose();
      resolve(view);
    };
    const subscription = api.onDidChangeCompletions(look);
    look(api.completions());
  });
}

async function openPairs(api: PonderApi, name = "pairs.js"): Promise<vscode.TextEditor> {
  const editor = await openFile(name, prefix + suffix);
  await until(api, () => (api.serverPid() === undefined ? undefined : true));
  const caret = editor.document.positionAt(prefix.length);
  editor.selection = new vscode.Selection(caret, caret);
  return editor;
}

const trigger = () => vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
const typeUntil = (api: PonderApi, wanted: string) =>
  askUntil(
    api,
    () => vscode.commands.executeCommand("type", { text: "\n" }),
    ({ outcome }) => outcome === wanted,
  );

describe("inline completion", () => {
  beforeEach(fresh);
  after(fresh);

  it("comes on demand and can be accepted", async () => {
    const api = await ponder();
    const { document } = await openPairs(api);
    const changed = new Promise<string>((resolve) => {
      const subscription = vscode.workspace.onDidChangeTextDocument(({ document: changedDocument }) => {
        if (changedDocument !== document) return;
        subscription.dispose();
        resolve(document.getText());
      });
    });
    const shown = await askUntil(api, trigger, ({ latencyMs }) => latencyMs !== undefined);
    assert.ok((shown.latencyMs ?? 0) > 0 && shown.text !== "");
    // The editor does not tell when ghost text is there, and accepting nothing does nothing: so ask until it works.
    const accepting = setInterval(() => void vscode.commands.executeCommand("editor.action.inlineSuggest.commit"), 500);
    try {
      const text = await changed;
      assert.ok(text.startsWith(prefix) && text.endsWith(suffix), text);
      const inserted = text.slice(prefix.length, text.length - suffix.length);
      // Which text it is depends on what else the model was shown: the files of earlier tests.
      assert.match(inserted, completionShape);
    } finally {
      clearInterval(accepting);
    }
  });

  it("can be switched off and on, and says so", async () => {
    const api = await ponder();
    await openPairs(api);
    await vscode.commands.executeCommand("ponder.toggleCompletions");
    try {
      assert.equal(configuration().inspect("completion.enabled")?.globalValue, false);
      await untilCompletions(api, ({ enabled }) => !enabled);
      await typeUntil(api, "disabled");
    } finally {
      await configuration().update("completion.enabled", undefined, vscode.ConfigurationTarget.Global);
    }
    await untilCompletions(api, ({ enabled }) => enabled);
  });

  it("can be switched off for a language, in the settings that decide", async () => {
    const api = await ponder();
    await openPairs(api);
    const { Global, Workspace } = vscode.ConfigurationTarget;
    try {
      await vscode.commands.executeCommand("ponder.toggleCompletionsForLanguage");
      assert.deepEqual(configuration().inspect("completion.languages")?.globalValue, { javascript: false });
      await untilCompletions(api, ({ language }) => language?.on === false);
      await typeUntil(api, "languageOff");

      await configuration().update("completion.languages", { go: false, javascript: false }, Workspace);
      await vscode.commands.executeCommand("ponder.toggleCompletionsForLanguage");
      assert.deepEqual(configuration().inspect("completion.languages")?.workspaceValue, {
        go: false,
        javascript: true,
      });
      await untilCompletions(api, ({ language }) => language?.on === true);
    } finally {
      for (const target of [Global, Workspace]) await configuration().update("completion.languages", undefined, target);
    }
  });

  it("can be switched off in the settings of a language", async () => {
    const api = await ponder();
    const { document } = await openPairs(api);
    const ofLanguage = vscode.workspace.getConfiguration("ponder", document);
    const set = (value: boolean | undefined) =>
      ofLanguage.update("completion.enabled", value, vscode.ConfigurationTarget.Global, true);
    await set(false);
    try {
      await typeUntil(api, "disabled");
    } finally {
      await set(undefined);
    }
  });

  it("can be snoozed, also over a restart of the server", async () => {
    const api = await ponder();
    const began = Date.now();
    await openPairs(api);
    await vscode.commands.executeCommand("ponder.snoozeCompletions", 5);
    try {
      const { snoozedUntil = 0 } = api.completions();
      assert.ok(snoozedUntil >= began + 300_000 && snoozedUntil <= Date.now() + 300_000);
      await typeUntil(api, "snoozed");
      const pid = api.serverPid();
      await vscode.commands.executeCommand("ponder.restart");
      await until(api, () => (api.serverPid() === pid ? undefined : api.serverPid()));
      assert.equal(api.completions().snoozedUntil, snoozedUntil);
      assert.equal(api.completions().last, undefined);
      await typeUntil(api, "snoozed");
    } finally {
      await vscode.commands.executeCommand("ponder.endSnooze");
    }
    assert.equal(api.completions().snoozedUntil, undefined);
  });

  it("is not made in a file that the settings exclude", async () => {
    const api = await ponder();
    await configuration().update("completion.exclude", ["**/generated/**"], vscode.ConfigurationTarget.Global);
    try {
      await openPairs(api, "generated/pairs.js");
      await typeUntil(api, "excluded");
    } finally {
      await configuration().update("completion.exclude", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("is not made while text is selected", async () => {
    const api = await ponder();
    const editor = await openPairs(api);
    editor.selection = new vscode.Selection(0, 0, 2, 0);
    await askUntil(api, trigger, ({ outcome }) => outcome === "selection");
  });
});
