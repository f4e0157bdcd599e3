import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSettings } from "../../../protocol/settings.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { Log } from "../../../language-server/log.js";
import { ModelService } from "../../../language-server/models/modelService.js";
import { noHashes } from "../../support/noHashes.js";

const never = new AbortController().signal;
const small = {
  name: "Small",
  path: "/small.gguf",
  bytes: 5,
  architecture: "qwen2",
  contextSize: 2048,
  gpuLayers: 3,
  specialTokens: ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
};

describe("the setting of a model for completions", () => {
  let engine: ScriptedEngine;
  let models: ModelService;
  let named: string;
  let changed: () => void;

  beforeEach(() => {
    named = "";
    engine = new ScriptedEngine([]);
    models = serviceOf(engine);
  });
  afterEach(() => models.dispose());

  function serviceOf(of: ScriptedEngine): ModelService {
    return new ModelService({
      engine: of,
      settings: {
        get: () => Promise.resolve(readSettings({ model: { path: "/m.gguf" }, completion: { model: named } }).values),
        onDidChange: (listener) => {
          changed = () => listener();
          return () => undefined;
        },
      },
      log: new Log(() => undefined),
      demoFolder: "/none",
      onBattery: () => false,
      hashes: noHashes,
    });
  }

  it("loads no second model while it is empty, or names the first one", async () => {
    await models.ready(never);
    named = " /m.gguf ";
    changed();
    await models.ready(never);
    expect(engine.loads).toHaveLength(1);
    expect(engine.loads[0]).not.toHaveProperty("completion");
  });

  it("takes effect at the next need, with the window as it is", async () => {
    await models.ready(never);
    named = "/small.gguf";
    changed();
    await expect.poll(() => models.status.state).toBe("idle");
    await models.ready(never);
    expect(engine.loads.at(-1)).toMatchObject({ path: "/m.gguf", completion: { path: "/small.gguf" } });
    named = "";
    changed();
    await expect.poll(() => models.status.state).toBe("idle");
    await models.ready(never);
    expect(engine.loads.at(-1)).not.toHaveProperty("completion");
  });

  it("is told with what it can do, and whether there can be completions is asked of it", async () => {
    named = "/small.gguf";
    const other = serviceOf(new ScriptedEngine([], { specialTokens: [], completion: small }));
    const { info } = await other.ready(never);
    other.dispose();
    expect(info).toMatchObject({ canChat: false, canComplete: true });
    expect(info.completionModel).toEqual({ name: "Small", path: "/small.gguf", bytes: 5, gpuLayers: 3 });
    expect(info).not.toHaveProperty("draftModel");
  });
});
