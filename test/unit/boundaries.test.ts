import path from "node:path";
import { build, type Metafile } from "esbuild";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { bundles, type BundleName } from "../../scripts/bundles.js";

const root = path.resolve(import.meta.dirname, "../..");

/** An import that must be refused, written as if it stood in `file`. */
const forbidden = [
  { file: "extension/main.ts", source: "../language-server/server.js" },
  { file: "extension/main.ts", source: "node-llama-cpp" },
  { file: "extension/server/client.ts", source: "../../media/panel/main.js" },
  { file: "language-server/server.ts", source: "vscode" },
  { file: "language-server/server.ts", source: "node-llama-cpp" },
  { file: "language-server/server.ts", source: "../extension/main.js" },
  { file: "language-server/features/chat.ts", source: "vscode-languageclient/node" },
  { file: "language-server/features/chat.ts", source: "undici" },
  { file: "language-server/models/download/downloadFile.ts", source: "node:https" },
  { file: "language-server/models/modelService.ts", source: "net" },
  { file: "extension/main.ts", source: "node:http" },
  { file: "cli/main.ts", source: "undici" },
  { file: "media/panel/main.ts", source: "../../extension/main.js" },
  { file: "media/panel/main.ts", source: "node:fs" },
  { file: "protocol/chat.ts", source: "../extension/main.js" },
  { file: "protocol/chat.ts", source: "node:path" },
  { file: "cli/main.ts", source: "../language-server/server.js" },
];

const allowed = [
  { file: "extension/main.ts", source: "../protocol/chat.js" },
  { file: "extension/main.ts", source: "vscode" },
  { file: "language-server/server.ts", source: "vscode-languageserver/node" },
  { file: "language-server/engine/llama/process.ts", source: "node-llama-cpp" },
  { file: "language-server/models/hub/http.ts", source: "undici" },
];

describe("boundaries between the folders", () => {
  // Only the boundary rule: it needs no types, so the test can lint a text that is on no disk.
  const eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => ruleId === "no-restricted-imports",
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: null } } },
  });
  const refusals = async ({ file, source }: { file: string; source: string }): Promise<number> => {
    const [result] = await eslint.lintText(`import "${source}";\n`, { filePath: path.join(root, file) });
    expect(result?.messages.filter((message) => message.fatal)).toEqual([]);
    return result?.messages.length ?? 0;
  };

  it.each(forbidden)("the linter refuses $source in $file", async (example) => {
    expect(await refusals(example)).toBe(1);
  });

  it.each(allowed)("the linter allows $source in $file", async (example) => {
    expect(await refusals(example)).toBe(0);
  });

  it.each(["server", "cli", "panel"] as const)("the bundler refuses vscode in the %s bundle", async (name) => {
    const attempt = build({
      ...bundles[name],
      entryPoints: {},
      stdin: { contents: 'import "vscode";', resolveDir: root, loader: "ts" },
      write: false,
      outdir: "out/never",
      logLevel: "silent",
    });
    await expect(attempt).rejects.toThrow("vscode");
  });
});

describe("what the bundles were made of", () => {
  /** Folders of ours whose code may be in a bundle, and packages that must not be. */
  const rules: Record<BundleName, { readonly folders: readonly string[]; readonly never: RegExp }> = {
    extension: { folders: ["extension", "protocol"], never: /node_modules\/(vscode-languageserver|node-llama-cpp)\// },
    server: {
      folders: ["language-server", "protocol"],
      never: /node_modules\/(vscode-languageclient|node-llama-cpp)\//,
    },
    cli: { folders: ["cli", "protocol"], never: /node_modules\/(vscode-languageclient|node-llama-cpp)\// },
    panel: { folders: ["media", "protocol"], never: /node_modules\/(vscode-language|node-llama-cpp)/ },
  };

  it.each(Object.keys(rules) as BundleName[])("%s holds only its own folders", async (name) => {
    const { inputs } = await metafile(name);
    const files = Object.keys(inputs);
    const own = files.filter((file) => !file.includes("node_modules/"));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((file) => !rules[name].folders.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
    expect(files.filter((file) => rules[name].never.test(file))).toEqual([]);
  });

  it("only the engine process imports node-llama-cpp", async () => {
    const { inputs } = await metafile("server");
    const importers = Object.entries(inputs)
      .filter(([, input]) => input.imports.some(({ path: source }) => source === "node-llama-cpp"))
      .map(([file]) => file);
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((file) => !file.startsWith("language-server/engine/llama/process"))).toEqual([]);
  });
});

/** Bundles again in memory: a metafile of an old build would prove nothing. */
async function metafile(name: BundleName): Promise<Metafile> {
  const result = await build({
    ...bundles[name],
    absWorkingDir: root,
    outdir: "out/never",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return result.metafile;
}
