import type { BuildOptions } from "esbuild";
import { absentFeaturesPlugin } from "./absentFeatures.js";

/** Names of the bundles, which are also the names of their metafiles in `out/meta/`. */
export type BundleName = "extension" | "server" | "cli" | "panel";

const node: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  loader: { ".md": "text" },
};

/**
 * What is bundled. Only the extension may see `vscode`, and only the server's bundle may see the engine's binding:
 * a wrong import fails the build, whatever the linter thinks.
 */
export const bundles: Record<BundleName, BuildOptions> = {
  extension: {
    ...node,
    entryPoints: { extension: "extension/main.ts" },
    external: ["vscode"],
    plugins: [absentFeaturesPlugin],
  },
  // The engine process is a program of its own (a native abort must not take the server along). The binding is ESM
  // with a top-level await and finds its binaries by its own layout, so it stays outside, behind `await import()`.
  server: {
    ...node,
    entryPoints: {
      server: "language-server/main.ts",
      engine: "language-server/engine/llama/process.ts",
      devices: "language-server/engine/llama/process/devicesProgram.ts",
      typescript: "language-server/verify/typescript/process.ts",
    },
    external: ["node-llama-cpp"],
  },
  cli: {
    ...node,
    entryPoints: { ponder: "cli/main.ts" },
    banner: { js: "#!/usr/bin/env node" },
  },
  panel: {
    bundle: true,
    platform: "browser",
    target: "chrome128",
    format: "iife",
    // The icon font is a style sheet of its own: @vscode-elements looks for its `<link>`.
    entryPoints: {
      "panel/panel": "media/panel/main.ts",
      "panel/codicon": "node_modules/@vscode/codicons/dist/codicon.css",
    },
    loader: { ".ttf": "file" },
    assetNames: "panel/[name]",
  },
};
