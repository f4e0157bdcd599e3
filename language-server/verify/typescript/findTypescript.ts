import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The workspace's own TypeScript for a file: that of the nearest `node_modules`, none above the folder, because only
 * the folder is trusted.
 *
 * @param file absolute, inside of `folder`. @param folder absolute.
 * @returns absolute path of `typescript.js`; undefined where there is none.
 */
export function findTypescript(file: string, folder: string): string | undefined {
  const inside = path.relative(folder, path.dirname(file));
  if (inside.startsWith("..") || path.isAbsolute(inside)) return undefined;
  const steps = inside === "" ? [] : inside.split(path.sep);
  for (let depth = steps.length; depth >= 0; depth--) {
    const found = path.join(folder, ...steps.slice(0, depth), "node_modules/typescript/lib/typescript.js");
    if (existsSync(found)) return found;
  }
  return undefined;
}
