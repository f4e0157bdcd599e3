import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { absentFeatures, absentItems, absentMessages } from "../../../scripts/absentFeatures.js";

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

  const common = path.join(client, "lib/common");
  const absent = (module: string) => module in absentFeatures || absentItems.includes(module);
  const kept = readdirSync(common)
    .filter((file) => file.endsWith(".js") && !absent(path.basename(file, ".js")))
    .map((file) => readFileSync(path.join(common, file), "utf8"))
    .join("\n");

  it.each(Object.entries(absentMessages))("keeps of %s all that the client looks at", (module, messages) => {
    const protocol = createRequire(path.join(client, "package.json")).resolve("vscode-languageserver-protocol");
    const file = path.join(path.dirname(protocol), "../common", `${module}.js`);
    const names = [...readFileSync(file, "utf8").matchAll(/^var (\w+);$/gm)].map(([, name = ""]) => name);
    expect(names).not.toEqual([]);
    const all = createRequire(import.meta.url)(file) as Readonly<Record<string, { readonly method?: string }>>;
    const used = names.filter((name) => new RegExp(`_protocol_1\\.${name}\\b`).test(kept));
    expect(messages).toEqual(Object.fromEntries(used.map((name) => [name, all[name]?.method])));
  });

  it.each(absentItems)("has only converters for absent features that make a %s", (module) => {
    const uses = [...kept.matchAll(new RegExp(`${module}_1\\.default`, "g"))];
    expect(uses.length).toBeGreaterThan(0);
    expect(kept).not.toMatch(new RegExp(`extends ${module}_1`));
  });

  it("includes the check of the editor's version, which our manifest makes for newer ones", () => {
    const oldest = (file: string) => /^\^(\d+)\.(\d+)\.\d+$/.exec(readJson(file).engines.vscode)?.slice(1).map(Number);
    const [ours, theirs] = [path.join(root, "package.json"), path.join(client, "package.json")].map(oldest);
    expect(ours?.[0]).toBe(theirs?.[0]);
    expect(ours?.[1]).toBeGreaterThanOrEqual(theirs?.[1] ?? Infinity);
  });
});
