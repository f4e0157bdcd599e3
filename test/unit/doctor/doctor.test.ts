import { homedir } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { PonderFailure } from "../../../protocol/errors.js";
import { findingGroups, healthDoctorMethod, type DoctorReport } from "../../../protocol/health.js";
import type { LoadedModel } from "../../../language-server/engine/engine.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";

let client: LspClient;
afterEach(() => client.connection.dispose());

const examine = async (engine: ScriptedEngine, settings = {}): Promise<DoctorReport> => {
  client = await connectInProcess(engine, { settings });
  return client.request<DoctorReport>(healthDoctorMethod);
};
const reading = { text: "x" };

describe("the doctor", () => {
  it("examines an installation by using it", async () => {
    const { findings, markdown } = await examine(
      new ScriptedEngine([reading, { text: "R R R\n</think>\n\n3" }, { text: "a + b" }]),
    );
    expect(findings.filter(({ state }) => state === "failed")).toEqual([]);
    const groups = findings.map(({ group }) => findingGroups.indexOf(group));
    expect(groups).toEqual([...groups].sort((a, b) => a - b));
    expect(new Set(groups).size).toBe(findingGroups.length);
    expect(findings.find(({ name }) => name === "Thinking")?.detail).toContain("100.0 tokens/s");
    expect(findings.find(({ name }) => name === "Model")?.fix).toEqual({ command: "getModel" });
    for (const { name } of findings) expect(markdown).toContain(`**${name}**`);
    expect(markdown).not.toContain(homedir());
  });

  it("reports what does not work, with the next step, and goes on", async () => {
    const { findings } = await examine(
      new ScriptedEngine([reading, { text: "I think" }, { text: "" }, { text: "a + b" }]),
    );
    const failed = findings.filter(({ state }) => state === "failed");
    expect(failed).toMatchObject([
      { group: "selfTest", name: "Thinking", detail: expect.stringContaining("Ask again") as string },
    ]);
    expect(findings.find(({ name }) => name === "Completion")?.state).toBe("ok");
  });

  it("leaves the self-test out where there is no model, and says what helps", async () => {
    class Broken extends ScriptedEngine {
      override load(): Promise<LoadedModel> {
        return Promise.reject(new PonderFailure("modelDamaged", "The file is damaged.", "Get it again."));
      }
    }
    const { findings } = await examine(new Broken([]));
    expect(findings.filter(({ group }) => group === "model" || group === "selfTest")).toEqual([
      {
        group: "model",
        name: "Model",
        state: "failed",
        detail: "The file is damaged. Get it again.",
        fix: { command: "getModel" },
      },
    ]);
  });

  it("finds values that are not allowed, with the way to them", async () => {
    const { findings } = await examine(new ScriptedEngine([]), { engine: { threads: -3 } });
    expect(findings.filter(({ group }) => group === "settings")).toMatchObject([
      { name: "ponder.engine.threads", state: "failed", fix: { setting: "ponder.engine.threads" } },
    ]);
  });
});
