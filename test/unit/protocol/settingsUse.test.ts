import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { completionAcceptedCommand } from "../../../protocol/completion.js";
import { renamedSettings, settings, type SettingKey } from "../../../protocol/settings.js";

const root = path.resolve(import.meta.dirname, "../../..");
const keys = Object.keys(settings) as SettingKey[];

function textsIn(folder: string, ending: RegExp): ReadonlyMap<string, string> {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    ending.test(name),
  );
  return new Map(files.map((name) => [path.join(folder, name), readFileSync(path.join(root, folder, name), "utf8")]));
}

const programs = new Map(["extension", "language-server"].flatMap((folder) => [...textsIn(folder, /\.ts$/)]));

describe("a setting", () => {
  it.each(keys)("%s is read somewhere", (key) => {
    const readers = [...programs].filter(([, text]) => text.includes(`"${key}"`));
    expect(readers.map(([file]) => file)).not.toEqual([]);
  });

  it("that a text names is there", () => {
    const texts = new Map([
      ...programs,
      ...textsIn("docs", /\.md$/),
      ...["README.md", "package.nls.json", "package.nls.de.json"].map(
        (name) => [name, readFileSync(path.join(root, name), "utf8")] as const,
      ),
    ]);
    const groups = [...new Set(keys.map((key) => key.split(".")[0]))].join("|");
    const name = new RegExp(`\\bponder\\.((?:${groups})\\.\\w+)`, "g");
    const named = [...texts].flatMap(([file, text]) => [...text.matchAll(name)].map(([, key]) => ({ file, key })));
    expect(named.length).toBeGreaterThan(30);
    const known: readonly string[] = [...keys, ...renamedSettings.map(({ from }) => from)];
    const unknown = named.filter(
      ({ key = "" }) => !known.includes(key) && `ponder.${key}` !== completionAcceptedCommand,
    );
    expect(unknown).toEqual([]);
  });
});
