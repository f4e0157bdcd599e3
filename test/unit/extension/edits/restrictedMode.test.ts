import { expect, it, vi } from "vitest";
import { applyAnswer } from "../../../../extension/commands/applyAnswer.js";
import { TurnRestore } from "../../../../extension/edits/checkpoints/turnRestore.js";
import { Proposals } from "../../../../extension/edits/proposals.js";
import { textHash } from "../../../../extension/edits/textHash.js";

const calls = vi.hoisted(() => ({ applied: 0, written: 0, shown: 0 }));
const document = vi.hoisted(() => ({ uri: { toString: () => "file:///a.ts" }, getText: () => "a\n" }));

/** Just enough of the editor to keep a proposal, and to notice whatever would write. */
vi.mock("vscode", () => {
  const nothing = () => ({ dispose: () => undefined });
  class EventEmitter {
    readonly event = nothing;
    readonly fire = () => undefined;
    readonly dispose = () => undefined;
  }
  const Uri = Object.assign(vi.fn(), { parse: () => document.uri });
  return {
    EventEmitter,
    Uri,
    ThemeColor: vi.fn(),
    OverviewRulerLane: {},
    TabInputTextDiff: vi.fn(),
    l10n: { t: (text: string) => text },
    commands: { executeCommand: () => Promise.resolve() },
    languages: { registerCodeLensProvider: nothing },
    window: {
      visibleTextEditors: [],
      tabGroups: { onDidChangeTabs: nothing, onDidChangeTabGroups: nothing, activeTabGroup: {}, all: [] },
      createTextEditorDecorationType: nothing,
      onDidChangeVisibleTextEditors: nothing,
      onDidChangeActiveTextEditor: nothing,
      showTextDocument: () => Promise.resolve(calls.shown++),
    },
    workspace: {
      isTrusted: false,
      textDocuments: [document],
      asRelativePath: () => "a.ts",
      registerTextDocumentContentProvider: nothing,
      onDidChangeTextDocument: nothing,
      onDidOpenTextDocument: nothing,
      applyEdit: () => Promise.resolve(calls.applied++ >= 0),
      fs: { stat: () => Promise.resolve({ mtime: 1 }), writeFile: () => Promise.resolve(calls.written++) },
    },
  };
});

it("in Restricted Mode nothing is accepted, taken back or proposed, however it is called", async () => {
  const proposals = new Proposals({ ownFolders: [], onApply: () => calls.applied++ });
  const at = { line: 0, character: 0 };
  const hunk = { range: { start: at, end: { line: 0, character: 1 } }, oldText: "a", newText: "b" };
  const file = { uri: "file:///a.ts", kind: "edit", version: 1, hash: textHash("a\n"), hunks: [hunk] } as const;
  const card = proposals.add({ id: "p", files: [file], summary: "", checks: [] }, { turnId: "t" });
  expect(card?.state).toBe("open");
  const refused = { data: { code: "badRequest", message: expect.stringContaining("In Restricted Mode") as string } };
  for (const named of ["p", { id: "p" }, { id: "p", file: 0 }, { id: "p", file: 0, hunk: 0 }, undefined])
    await expect(proposals.accept(named)).rejects.toMatchObject(refused);
  const restore = new TurnRestore({ store: undefined as never, files: undefined as never, proposals });
  await expect(restore.restore("t")).rejects.toMatchObject(refused);
  await expect(applyAnswer(undefined as never, undefined as never, "x")).rejects.toMatchObject(refused);
  expect(calls).toEqual({ applied: 0, written: 0, shown: 0 });
  expect(proposals.get("p")?.files[0]?.hunks[0]?.state).toBe("open");
  await proposals.dispose();
});
