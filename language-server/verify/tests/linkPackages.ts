import { mkdir, readdir, realpath, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { linkedFolders } from "./listFiles.js";

/** On Windows a junction needs no privilege. */
const linkType = process.platform === "win32" ? "junction" : "dir";

/**
 * Puts the installed packages of a work tree into its copy: folders of links, so that nothing is copied and what tools
 * write beside the packages (`node_modules/.cache`) stays in the copy. A package that is a part of the work tree itself,
 * as in a monorepo, is linked to the copy of it.
 *
 * @param inside folders of the work tree, relative to it, in which packages may be installed.
 */
export async function linkPackages(folder: string, copy: string, inside: ReadonlySet<string>): Promise<void> {
  const root = await realpath(folder);
  for (const at of inside) {
    for (const name of linkedFolders) {
      const from = path.join(folder, at, name);
      if (!(await isFolder(from))) continue;
      const to = path.join(copy, at, name);
      await mkdir(to, { recursive: true });
      await linkEntries(from, to, { root, copy });
    }
  }
}

async function linkEntries(
  from: string,
  to: string,
  tree: { readonly root: string; readonly copy: string },
): Promise<void> {
  for (const { name } of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, name);
    // What tools keep there (`.cache`, `.vite`) is made anew; `.bin` and `.pnpm` are parts of the installation.
    if (name.startsWith(".") && name !== ".bin" && name !== ".pnpm") continue;
    const target = path.join(to, name);
    if (name.startsWith("@")) {
      await mkdir(target, { recursive: true });
      await linkEntries(source, target, tree);
      continue;
    }
    const real = await realpath(source).catch(() => undefined);
    if (real === undefined) continue;
    await symlink(inCopy(real, tree) ?? source, target, (await isFolder(source)) ? linkType : "file").catch(
      ignoreExisting,
    );
  }
}

/** Where a part of the work tree itself stands in the copy. */
function inCopy(real: string, { root, copy }: { readonly root: string; readonly copy: string }): string | undefined {
  const relative = path.relative(root, real);
  if (relative.startsWith("..") || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).some((step) => linkedFolders.has(step)) ? undefined : path.join(copy, relative);
}

const isFolder = (name: string): Promise<boolean> =>
  stat(name).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
