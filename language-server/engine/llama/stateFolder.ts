import os from "node:os";
import path from "node:path";

/**
 * Where programs of this user keep small files that may be lost: what the engine processes tell each other, and what
 * one that crashed left for the next one.
 *
 * @param environment as in `process.env`.
 */
export function stateFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = os.homedir(),
): string {
  if (platform === "win32") {
    return path.join(environment["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "Ponder");
  }
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Ponder");
  // XDG Base Directory Specification: a relative path is to be ignored.
  const named = environment["XDG_STATE_HOME"] ?? "";
  return path.join(path.isAbsolute(named) ? named : path.join(home, ".local", "state"), "ponder");
}
