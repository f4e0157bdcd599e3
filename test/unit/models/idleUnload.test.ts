import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readSettings } from "../../../protocol/settings.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { Log } from "../../../language-server/log.js";
import { ModelService } from "../../../language-server/models/modelService.js";
import { noHashes } from "../../support/noHashes.js";

const minute = 60_000;
const never = new AbortController().signal;

describe("a model that is not used", () => {
  let engine: ScriptedEngine;
  let models: ModelService;
  let minutes: number;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    minutes = 30;
    engine = new ScriptedEngine([]);
    models = new ModelService({
      engine,
      settings: {
        get: () => Promise.resolve(readSettings({ model: { path: "/m.gguf", idleUnload: minutes } }).values),
        onDidChange: () => () => undefined,
      },
      log: new Log(() => undefined),
      demoFolder: "/none",
      onBattery: () => false,
      hashes: noHashes,
    });
  });
  afterEach(() => {
    models.dispose();
    vi.useRealTimers();
  });

  it("leaves the memory after the minutes of the setting, and comes back at the next need", async () => {
    await models.ready(never);
    await vi.advanceTimersByTimeAsync(29 * minute);
    expect(models.status.state).toBe("ready");
    await vi.advanceTimersByTimeAsync(minute);
    expect(models.status.state).toBe("idle");
    expect(engine.model).toBeUndefined();
    await models.ready(never);
    expect(models.status.state).toBe("ready");
    expect(engine.loads).toHaveLength(2);
  });

  it("stays while it works, and the time counts from the end of the work", async () => {
    await models.ready(never);
    const end = models.begin("thinking");
    await vi.advanceTimersByTimeAsync(120 * minute);
    expect(models.status.state).toBe("ready");
    end();
    await vi.advanceTimersByTimeAsync(29 * minute);
    expect(models.status.state).toBe("ready");
    await models.ready(never);
    await vi.advanceTimersByTimeAsync(29 * minute);
    expect(models.status.state).toBe("ready");
    await vi.advanceTimersByTimeAsync(minute);
    expect(models.status.state).toBe("idle");
  });

  it("stays for ever with 0", async () => {
    minutes = 0;
    await models.ready(never);
    await vi.advanceTimersByTimeAsync(10_000 * minute);
    expect(models.status.state).toBe("ready");
  });
});
