import { expect, it, vi } from "vitest";
import { edit } from "../../../extension/commands/edit.js";
import { editKinds } from "../../../protocol/edits.js";
import { refuseInRestrictedMode } from "../../../extension/trust.js";

const workspace = vi.hoisted(() => ({ isTrusted: false }));
vi.mock("vscode", () => ({ workspace }));

it.each(editKinds)("refuses %s in Restricted Mode, however the command is called", async (kind) => {
  workspace.isTrusted = false;
  expect(() => refuseInRestrictedMode("proposes no edits")).toThrow("In Restricted Mode Ponder proposes no edits.");
  // Neither server nor context is looked at before the refusal.
  await expect(edit(kind, undefined as never, { uri: "file:///a.ts" })).rejects.toMatchObject({
    data: { code: "badRequest" },
  });
  await expect(edit(kind, undefined as never, { uri: "file:///a.ts" }, true)).rejects.toMatchObject({
    data: { code: "badRequest" },
  });
});

it("refuses nothing in a trusted workspace", () => {
  workspace.isTrusted = true;
  refuseInRestrictedMode("proposes no edits");
});
