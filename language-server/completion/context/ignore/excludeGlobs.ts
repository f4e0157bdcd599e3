import picomatch from "picomatch";
import { isCostly } from "./patterns.js";

/**
 * Makes a test out of the globs of `ponder.completion.exclude`. A glob without `/` is compared with the names of the
 * file and of the folders it is in; one with `/` with the whole path. A folder stands for all that is in it.
 *
 * @returns takes a path relative to the workspace folder, with `/` as separator.
 */
export function excludeGlobs(globs: readonly string[], ignoreCase: boolean): (path: string) => boolean {
  const tests = globs
    .map((glob) =>
      glob
        .trim()
        .replace(/^\.?\/+/, "")
        .replace(/\/+$/, ""),
    )
    .filter((glob) => glob !== "" && !isCostly(glob))
    .map((glob) => picomatch(glob, { dot: true, nonegate: true, basename: !glob.includes("/"), nocase: ignoreCase }));
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const part = path.slice(0, end);
      if (tests.some((test) => test(part))) return true;
    }
    return false;
  };
}
