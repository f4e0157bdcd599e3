import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { settings, type SettingKey } from "../../../protocol/settings.js";
import type { ContributedSetting } from "../../../scripts/docs/settingsDocument.js";

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Record<string, ContributedSetting> } };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

let manifest: Manifest;
let contributed: Record<string, ContributedSetting>;
beforeAll(async () => {
  const file = path.resolve(import.meta.dirname, "../../../package.json");
  manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
  contributed = manifest.contributes.configuration.properties;
});

describe("the settings in package.json", () => {
  it("are those of protocol/settings.ts", () => {
    expect(Object.keys(contributed)).toEqual(Object.keys(settings).map((key) => `ponder.${key}`));
  });

  it.each(Object.keys(settings) as SettingKey[])("agree on %s", (key) => {
    const setting = settings[key];
    const entry = contributed[`ponder.${key}`];
    expect(entry?.default).toEqual(setting.default);
    expect(entry?.scope).toMatch(setting.scope === "machine" ? /^machine$/ : /^(resource|language-overridable)$/);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`ponder.${key}`)).toBe(
      setting.scope === "machine",
    );
  });

  it.each(Object.keys(settings) as SettingKey[])("allow the same values of %s", (key) => {
    const { isValid } = settings[key] as { readonly isValid: (value: unknown) => boolean };
    const entry = contributed[`ponder.${key}`];
    for (const choice of entry?.enum ?? []) expect(isValid(choice)).toBe(true);
    if (entry?.enum) expect(isValid("something else")).toBe(false);
    if (entry?.minimum !== undefined) {
      expect(isValid(entry.minimum)).toBe(true);
      expect(isValid(entry.minimum - 1)).toBe(false);
    }
    if (entry?.maximum !== undefined) {
      expect(isValid(entry.maximum)).toBe(true);
      expect(isValid(entry.maximum + 1)).toBe(false);
    }
    expect(isValid(entry?.default)).toBe(true);
    expect(isValid({ not: "a value" })).toBe(false);
  });
});
