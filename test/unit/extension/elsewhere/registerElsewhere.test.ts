import { beforeEach, expect, it, vi } from "vitest";
import { registerElsewhere } from "../../../../extension/chat/elsewhere.js";
import { Lifetime } from "../../../../extension/lifetime.js";
import { silentLog } from "../fakes.js";

const vscode = vi.hoisted(() => {
  const api: Record<string, unknown> = {};
  return api;
});
vi.mock("vscode", () => ({
  get lm() {
    return vscode["lm"];
  },
  get chat() {
    return vscode["chat"];
  },
  EventEmitter: class {
    readonly event = () => ({ dispose: () => undefined });
    dispose() {}
  },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
}));

const parts = {
  server: undefined as never,
  status: () => ({ state: "idle", isDemo: true }) as const,
  usualContext: () => 8_192,
  judge: () => Promise.resolve([]),
  limit: () => 1,
};
const register = () => registerElsewhere(parts, silentLog, new Lifetime());

beforeEach(() => {
  delete vscode["lm"];
  delete vscode["chat"];
});

it("registers nothing in an editor that has no such API", () => {
  expect(register()).toEqual({});
  vscode["lm"] = {};
  vscode["chat"] = {};
  expect(register()).toEqual({});
});

it("registers what there is a place for", () => {
  const registerLanguageModelChatProvider = vi.fn(() => ({ dispose: () => undefined }));
  vscode["lm"] = { registerLanguageModelChatProvider };
  expect(Object.keys(register())).toEqual(["models"]);
  expect(registerLanguageModelChatProvider).toHaveBeenCalledWith("ponder", expect.anything());
  vscode["chat"] = { createChatParticipant: () => ({ dispose: () => undefined }) };
  expect(Object.keys(register())).toEqual(["models", "participant"]);
});

it("goes on where an editor refuses it", () => {
  vscode["lm"] = {
    registerLanguageModelChatProvider: () => {
      throw new Error("unknown vendor");
    },
  };
  vscode["chat"] = { createChatParticipant: () => ({ dispose: () => undefined }) };
  expect(Object.keys(register())).toEqual(["participant"]);
});
