import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { absentFeatures } from "../../../scripts/absentFeatures.js";

const root = path.resolve(import.meta.dirname, "../../..");
const client = path.join(root, "node_modules/vscode-languageclient");
const readJson = (file: string) =>
  JSON.parse(readFileSync(file, "utf8")) as { readonly engines: { readonly vscode: string } };

describe("what the extension's bundle leaves out of the language client", () => {
  const source = readFileSync(path.join(client, "lib/common/client.js"), "utf8");

  it.each(Object.entries(absentFeatures))("is all that the client makes from %s", (module, names) => {
    const uses = source.matchAll(new RegExp(`new ${module}_1\\.(\\w+)\\(`, "g"));
    expect([...new Set([...uses].map(([, name]) => name))].sort()).toEqual([...names].sort());
  });

  it("is nothing that Ponder's server offers or asks for", () => {
    const needed = ["codeAction", "configuration", "executeCommand", "inlineCompletion", "progress", "workspaceFolder"];
    expect(needed.filter((module) => module in absentFeatures)).toEqual([]);
  });

  it("includes the check of the editor's version, which our manifest makes for newer ones", () => {
    const oldest = (file: string) => /^\^(\d+)\.(\d+)\.\d+$/.exec(readJson(file).engines.vscode)?.slice(1).map(Number);
    const [ours, theirs] = [path.join(root, "package.json"), path.join(client, "package.json")].map(oldest);
    expect(ours?.[0]).toBe(theirs?.[0]);
    expect(ours?.[1]).toBeGreaterThanOrEqual(theirs?.[1] ?? Infinity);
  });
});
