import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLocalisedTexts } from "../../support/localisedTexts.js";

const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const readTexts = (file: string) => JSON.parse(read(file)) as Readonly<Record<string, string>>;
const placesIn = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

describe("the German texts of the user interface", () => {
  const german = readTexts("l10n/bundle.l10n.de.json");
  const { keys, unreadable } = readLocalisedTexts(root);

  it("are found: every text is written out where it is used", () => {
    expect(keys.size).toBeGreaterThan(100);
    expect(unreadable).toEqual([]);
  });

  it("are complete, and none is left over", () => {
    expect([...keys].filter((key) => german[key] === undefined)).toEqual([]);
    expect(Object.keys(german).filter((key) => !keys.has(key))).toEqual([]);
  });

  it("have the arguments of the English ones", () => {
    for (const [key, text] of Object.entries(german)) expect(placesIn(text), key).toEqual(placesIn(key));
  });
});

describe("the texts of the manifest", () => {
  const english = readTexts("package.nls.json");
  const used = [...read("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");

  it("are all there in English, and none is left over", () => {
    expect(used.length).toBeGreaterThan(50);
    expect([...new Set(used)].sort()).toEqual(Object.keys(english).sort());
  });

  it("are all there in German", () => {
    expect(Object.keys(readTexts("package.nls.de.json")).sort()).toEqual(Object.keys(english).sort());
  });

  it("are not written into the manifest itself", () => {
    expect(read("package.json").match(/"(markdownDescription|description)": "(?!%)/g)).toBeNull();
  });
});
