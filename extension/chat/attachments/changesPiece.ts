import { l10n, Uri } from "vscode";
import { gitApi } from "../../git/gitApi.js";
import { cutText } from "./cutText.js";
import type { JudgeFiles } from "./judgeFiles.js";
import { missingPiece, type ShownPiece } from "./source.js";
import { splitDiff } from "./splitDiff.js";

/**
 * Changes that Git knows, as a unified diff, in the repository of a file, else in the first one; without files that
 * look like ones with secrets.
 */
export async function changesPiece(
  staged: boolean,
  uri: Uri | undefined,
  judge: JudgeFiles,
  limit: number,
): Promise<ShownPiece> {
  const id = staged ? "changes:staged" : "changes";
  const label = staged ? l10n.t("Staged changes") : l10n.t("Changes");
  const git = await gitApi();
  const repository = (uri && git?.getRepository(uri)) ?? git?.repositories[0];
  if (!repository) return missingPiece(id, label, l10n.t("There is no Git repository in this window"));
  const diff = await repository.diff(staged);
  if (diff.trim() === "") {
    return missingPiece(id, label, staged ? l10n.t("Nothing is staged") : l10n.t("Nothing is changed"));
  }
  const parts = splitDiff(diff);
  const secret = await Promise.all(
    parts.map(async ({ paths }) =>
      (await judge(paths.map((path) => Uri.joinPath(repository.rootUri, path)))).includes("secretsFile"),
    ),
  );
  const kept = parts.filter((_, at) => secret[at] === false);
  const omitted = parts.length - kept.length;
  const { text, lines, cutFrom } = cutText(kept.map((part) => part.text).join(""), limit);
  const notes = [
    ...(cutFrom === undefined ? [] : [l10n.t("Cut: the first {0} of {1} lines", lines, cutFrom)]),
    ...(omitted === 0 ? [] : [l10n.t("Left out, as they look like files with secrets: {0}", omitted)]),
  ];
  if (kept.length === 0) return missingPiece(id, label, notes.join(". "));
  return {
    chip: {
      id,
      label,
      title: l10n.t("Git: {0}", label),
      kind: "diff",
      ...(notes.length > 0 && { note: notes.join(". ") }),
    },
    item: { kind: "diff", path: staged ? "Staged changes" : "Unstaged changes", languageId: "diff", text },
  };
}
