import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { mustRun } from "../setup/command.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/** The platform as vsce calls it. */
export const vsixTarget = `${process.platform}-${process.arch === "arm" ? "armhf" : process.arch}`;

/** Where the package of this platform is put. */
export const vsixFile = path.join(root, `out/ponder-${vsixTarget}.vsix`);

/**
 * Makes the package, unless there is one that is newer than the build.
 *
 * @returns the .vsix file
 */
export async function ensureVsix(): Promise<string> {
  if (!isFresh()) {
    console.log("Packaging the extension …");
    await mustRun(process.execPath, ["--import", "tsx", "scripts/package.ts"], { cwd: root });
  }
  return vsixFile;
}

function isFresh(): boolean {
  if (!existsSync(vsixFile) || !existsSync(path.join(root, "dist"))) return false;
  const shipped = [
    "package.json",
    ...["dist", "dist/panel", "media/walkthrough", "examples"].flatMap((folder) => filesIn(folder)),
  ];
  const newest = Math.max(...shipped.map((file) => statSync(path.join(root, file)).mtimeMs));
  return statSync(vsixFile).mtimeMs > newest;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(folder, entry.name));
}
