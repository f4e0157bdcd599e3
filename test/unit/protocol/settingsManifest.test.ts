import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { renamedSettings, settings, type SettingKey } from "../../../protocol/settings.js";
import type { SettingsSection } from "../../../scripts/docs/settingsDocument.js";

interface Manifest {
  readonly contributes: { readonly configuration: readonly SettingsSection[] };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

const file = path.resolve(import.meta.dirname, "../../../package.json");
const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
const sections = manifest.contributes.configuration;
const contributed = Object.assign({}, ...sections.map(({ properties }) => properties)) as SettingsSection["properties"];
const keys = Object.keys(settings) as SettingKey[];
const names = (list: readonly string[]) => list.map((key) => `ponder.${key}`).sort();

describe("the settings in package.json", () => {
  it("are those of protocol/settings.ts and the old names of some, each in one section", () => {
    const all = sections.flatMap(({ properties }) => Object.keys(properties));
    expect(all.sort()).toEqual(names([...keys, ...renamedSettings.map(({ from }) => from)]));
  });

  it("stand in sections with a title, in their order", () => {
    expect(sections.map(({ order }) => order)).toEqual(sections.map((_, at) => at + 1));
    for (const { title, properties } of sections) {
      expect(title).toMatch(/^%settings\.\w+%$/);
      expect(Object.keys(properties)).not.toEqual([]);
    }
  });

  it.each(keys)("agree on %s", (key) => {
    const setting = settings[key];
    const entry = contributed[`ponder.${key}`];
    expect(entry?.default).toEqual(setting.default);
    expect(entry?.scope).toMatch(setting.scope === "machine" ? /^machine$/ : /^(resource|language-overridable)$/);
    expect(entry?.markdownDescription).toBe(`%setting.${key}%`);
  });

  it("explain each of the values that can be chosen", () => {
    const choices = Object.entries(contributed).filter(([, entry]) => entry.enum);
    expect(choices.length).toBeGreaterThan(3);
    for (const [name, entry] of choices) expect(entry.enumDescriptions?.length, name).toBe(entry.enum?.length);
  });

  it("keep a workspace that is not trusted from every setting of the machine", () => {
    const machine = Object.entries(contributed).filter(([, { scope }]) => scope === "machine");
    expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(
      machine.map(([name]) => name).sort(),
    );
  });

  it("are of the machine where they name files, folders, hosts and commands", () => {
    const dangerous = keys.filter((key) => /path|folder|hub|command|adapters|draft|\.model$/i.test(key));
    expect(dangerous.length).toBeGreaterThan(5);
    for (const key of dangerous) expect(settings[key].scope, key).toBe("machine");
  });

  it.each(renamedSettings)("say of $from that it is called $to now", ({ from, to }) => {
    const old = contributed[`ponder.${from}`];
    expect(old?.markdownDeprecationMessage).toBe(`%setting.${from}%`);
    expect(old?.scope).toBe(contributed[`ponder.${to}`]?.scope);
    // A default would be sent for it, as if the user had chosen it.
    expect(old).not.toHaveProperty("default");
  });

  it.each(keys)("allow the same values of %s", (key) => {
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
