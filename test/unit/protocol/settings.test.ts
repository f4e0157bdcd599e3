import { describe, expect, it } from "vitest";
import { readSettings, settings, type SettingKey } from "../../../protocol/settings.js";

const defaults = Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, setting.default]));

describe("readSettings", () => {
  it.each([undefined, null, 7, "text", [], {}])("takes the defaults from %j", (raw) => {
    expect(readSettings(raw)).toEqual({ values: defaults, refused: [] });
  });

  it("reads nested and dotted keys", () => {
    const nested = readSettings({ model: { path: "/m.gguf" }, engine: { threads: 3 } });
    const dotted = readSettings({ "model.path": "/m.gguf", "engine.threads": 3 });
    expect(nested.values).toEqual({ ...defaults, "model.path": "/m.gguf", "engine.threads": 3 });
    expect(dotted).toEqual(nested);
  });

  it.each<[SettingKey, unknown]>([
    ["model.path", 7],
    ["model.path", ["a"]],
    ["model.contextSize", -1],
    ["model.contextSize", 1.5],
    ["model.contextSize", "8192"],
    ["engine.gpu", "tpu"],
    ["engine.threads", 257],
    ["engine.threads", Number.NaN],
    ["completion.enabled", "yes"],
    ["completion.enabled", 1],
  ])("refuses %s = %j, names it and keeps the default", (key, value) => {
    expect(readSettings({ [key]: value })).toEqual({ values: defaults, refused: [key] });
  });

  it("takes null, which editors send for an unset value, as unset", () => {
    expect(readSettings({ "engine.gpu": null }).refused).toEqual([]);
  });

  it("reads a value under its old name until the new one has a value", () => {
    const hub = (raw: unknown) => readSettings(raw).values["downloads.hub"];
    expect(hub({ models: { hub: "https://old.example" } })).toBe("https://old.example");
    expect(hub({ models: { hub: "https://old.example" }, downloads: { hub: "" } })).toBe("https://old.example");
    expect(hub({ models: { hub: "https://old.example" }, downloads: { hub: "https://new.example" } })).toBe(
      "https://new.example",
    );
    expect(readSettings({ "models.hub": 7 }).refused).toEqual(["downloads.hub"]);
  });
});
