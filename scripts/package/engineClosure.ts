import { existsSync, readFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { folderBytes } from "../setup/folderBytes.mjs";

/** Dependencies that only serve building llama.cpp from source and node-llama-cpp's own command line. */
const unneededPackages = new Set(["cmake-js", "node-addon-api", "yargs", "validate-npm-package-name", "ignore"]);

/**
 * Parts of node-llama-cpp that only serve the same. `dist/cli/utils` stays: the model file resolver imports it. What
 * is kept of `llama/` is its grammars and its JSON files.
 */
const unneededFiles =
  /^(?:llama\/(?:gitRelease\.bundle|addon|cmake|toolchains|patches|profiles|xpack|CMakeLists\.txt)|templates|bins|dist\/cli\/commands)(?:\/|$)/;

/** Licence texts stay whatever they are called. */
const uselessAtRunTime = /^(?!.*licen[cs]e).*\.(?:map|[cm]?ts|md|markdown)$/i;

/**
 * Copies node-llama-cpp and what it needs at run time, with the binaries of this machine, to another `node_modules`.
 *
 * The binding cannot be bundled: it is an ES module that finds its binaries, and forks a test of them, by its own
 * layout.
 *
 * @param root the repository
 * @param target the `node_modules` to fill; emptied first
 * @returns number of packages and bytes copied
 */
export async function copyEngineClosure(root: string, target: string): Promise<{ packages: number; bytes: number }> {
  await rm(target, { recursive: true, force: true });
  const packages = closure(root, "node-llama-cpp");
  for (const folder of packages) {
    const source = path.join(root, folder);
    const isEngine = folder === path.join("node_modules", "node-llama-cpp");
    await cp(source, path.join(target, path.relative("node_modules", folder)), {
      recursive: true,
      dereference: true,
      filter: (file) => {
        const inside = path.relative(source, file).replaceAll(path.sep, "/");
        if (inside === "node_modules" || inside.startsWith("node_modules/")) return false;
        return !uselessAtRunTime.test(inside) && !(isEngine && unneededFiles.test(inside));
      },
    });
  }
  return { packages: packages.length, bytes: await folderBytes(target) };
}

/** Folders, relative to `root`, of a package and of everything it needs and that is installed. */
function closure(root: string, name: string): readonly string[] {
  const found = new Set<string>();
  const visit = (wanted: string, from: string): void => {
    const folder = resolvePackage(root, wanted, from);
    if (!folder || found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = readManifest(root, folder);
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (!unneededPackages.has(dependency) && !isForeignBinary(dependency)) visit(dependency, folder);
    }
  };
  visit(name, "");
  return [...found].sort();
}

/** Finds a package as Node does: in the `node_modules` of the folder that wants it, then in those above. */
function resolvePackage(root: string, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "node_modules", name);
    if (existsSync(path.join(root, candidate, "package.json"))) return candidate;
    if (folder === "" || folder === ".") return undefined;
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function readManifest(root: string, folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8")) as Manifest;
}

/** Setup removes binaries that this machine cannot use; a plain `npm install` brings them back. */
function isForeignBinary(name: string): boolean {
  const platforms: Partial<Record<NodeJS.Platform, string>> = { darwin: "mac", win32: "win" };
  const own = `@node-llama-cpp/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  if (!name.startsWith("@node-llama-cpp/")) return false;
  return name.includes("cuda") || !(name === own || name.startsWith(`${own}-`));
}
