import { l10n, type Uri } from "vscode";
import { gitApi } from "../../git/gitApi.js";
import { cutText } from "./cutText.js";
import { missingPiece, type ShownPiece } from "./source.js";

/** Changes that Git knows, as a unified diff, in the repository of a file, else in the first one. */
export async function changesPiece(staged: boolean, uri: Uri | undefined, limit: number): Promise<ShownPiece> {
  const id = staged ? "changes:staged" : "changes";
  const label = staged ? l10n.t("Staged changes") : l10n.t("Changes");
  const git = await gitApi();
  const repository = (uri && git?.getRepository(uri)) ?? git?.repositories[0];
  if (!repository) return missingPiece(id, label, l10n.t("There is no Git repository in this window"));
  const diff = await repository.diff(staged);
  if (diff.trim() === "") {
    return missingPiece(id, label, staged ? l10n.t("Nothing is staged") : l10n.t("Nothing is changed"));
  }
  const { text, lines, cutFrom } = cutText(diff, limit);
  return {
    chip: {
      id,
      label,
      title: l10n.t("Git: {0}", label),
      kind: "diff",
      ...(cutFrom !== undefined && { note: l10n.t("Cut: the first {0} of {1} lines", lines, cutFrom) }),
    },
    item: { kind: "diff", path: staged ? "Staged changes" : "Unstaged changes", languageId: "diff", text },
  };
}
