import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { copyEngineClosure } from "./package/engineClosure.js";
import { vsixFile, vsixTarget } from "./package/vsix.js";
import { mustRun, npm } from "./setup/command.mjs";

/**
 * `npm run package`: builds the .vsix of this platform, with the engine's CPU binaries and, where it is installed, the
 * Vulkan ones.
 *
 * vsce is fetched by `npm exec` when it is needed: as a dependency it would add 110 MB to every install.
 */
const root = path.resolve(import.meta.dirname, "..");
const vsce = "@vscode/vsce@3.9.2";

/** A package that outgrows these has something in it that nobody meant to ship. */
const maxPackageBytes = 60_000_000;
const maxExtensionBytes = 500_000;
/** 600 kB with its style sheet. */
const maxPanelBytes = 575_000;

async function main(): Promise<void> {
  await mustRun(process.execPath, ["--import", "tsx", "scripts/build.ts"], { cwd: root, show: true });
  await checkSize("dist/extension.cjs", maxExtensionBytes);
  await checkSize("dist/panel/panel.js", maxPanelBytes);
  const { packages, bytes } = await copyEngineClosure(root, path.join(root, "dist/node_modules"));
  console.log(`engine: ${packages} packages, ${(bytes / 1e6).toFixed(1)} MB`);
  await mkdir(path.dirname(vsixFile), { recursive: true });
  await rm(vsixFile, { force: true });
  const flags = ["package", "--no-dependencies", "--target", vsixTarget, "--out", vsixFile];
  await npm(["exec", "--yes", "--package", vsce, "--", "vsce", ...flags], { cwd: root });
  await checkSize(path.relative(root, vsixFile), maxPackageBytes);
}

async function checkSize(file: string, limit: number): Promise<void> {
  const { size } = await stat(path.join(root, file));
  console.log(`${file}: ${(size / 1e6).toFixed(2)} MB`);
  if (size > limit) throw new Error(`${file} has ${size} bytes; the limit is ${limit}`);
}

await main();
