import os from "node:os";
import path from "node:path";
import { PonderFailure } from "../../../protocol/errors.js";

/**
 * Where downloaded models are kept: the setting, else the folder for data of this user.
 *
 * @throws PonderFailure `badRequest` when the setting is no absolute path.
 */
export function modelsFolder(
  setting: string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = os.homedir(),
): string {
  const named = setting.trim();
  if (named !== "") {
    if (path.isAbsolute(named)) return path.normalize(named);
    throw new PonderFailure(
      "badRequest",
      `The folder for models is not absolute: ${named}`,
      "Set ponder.downloads.folder to a whole path, or leave it empty.",
    );
  }
  if (platform === "win32")
    return path.join(environment["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "Ponder", "models");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Ponder", "models");
  // XDG Base Directory Specification: a relative path is to be ignored.
  const data = environment["XDG_DATA_HOME"] ?? "";
  return path.join(path.isAbsolute(data) ? data : path.join(home, ".local", "share"), "ponder", "models");
}

/** Where a file of the hub is kept: by owner, repository and name, as LM Studio does too. */
export const placeOf = (folder: string, repository: string, file: string): string =>
  path.join(folder, ...repository.split("/"), ...file.split("/"));
