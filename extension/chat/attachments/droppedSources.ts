import { env, FileType, l10n, Uri, workspace } from "vscode";
import { PonderFailure } from "../../../protocol/errors.js";
import { isSupportedScheme } from "../../server/schemes.js";
import type { Source } from "./source.js";

/** The files and folders that were dropped onto the panel. @throws `fileNotUsable` for what is neither. */
export function droppedSources(uris: readonly string[]): Promise<readonly Source[]> {
  return Promise.all(
    uris.map(async (text): Promise<Source> => {
      const uri = ownUri(text);
      if (!uri) throw notUsable(text);
      const { type } = await workspace.fs.stat(uri).then(undefined, () => {
        throw notUsable(text);
      });
      return { kind: (type & FileType.Directory) === 0 ? "file" : "folder", uri };
    }),
  );
}

/** In a remote window the user interface names the files of this machine by the remote's authority. */
function ownUri(text: string): Uri | undefined {
  try {
    const uri = Uri.parse(text, true);
    if (uri.scheme === "vscode-remote" && env.remoteName !== undefined) return Uri.file(uri.path);
    return isSupportedScheme(uri.scheme) ? uri : undefined;
  } catch {
    return undefined;
  }
}

function notUsable(text: string): PonderFailure {
  return new PonderFailure(
    "fileNotUsable",
    l10n.t("{0} is no file that Ponder can read.", text),
    l10n.t("Attach a text file, or copy the piece that matters."),
  );
}
