import type { EditProposal } from "../protocol/edits.js";
import { PonderFailure } from "../protocol/errors.js";

/** A file of a proposal, as the user names it. */
export interface NamedFile {
  readonly path: string;
  readonly uri: string;
  /** Why it is protected, if it is. */
  readonly protection?: string;
}

/**
 * Nothing that wants a confirmation of its own is written without one: protected files, edits that delete much or add
 * characters that cannot be seen. On a command line the confirmation is `--allow`.
 *
 * @param allowed paths as in `NamedFile.path`.
 * @throws PonderFailure `pathRefused`.
 */
export function refuseUnconfirmed(
  { checks }: EditProposal,
  files: readonly NamedFile[],
  allowed: readonly string[],
): void {
  for (const { path, uri, protection } of files) {
    const failed = checks.filter((check) => !check.passed && check.uri === uri).map(({ message }) => message);
    const reasons = [...(protection === undefined ? [] : [protection]), ...failed];
    if (reasons.length === 0 || allowed.some((one) => one.replace(/^\.\//, "") === path)) continue;
    throw new PonderFailure(
      "pathRefused",
      `${path} was not written, nor anything else. ${reasons.join(" ")}`,
      `If it is right, say so: --allow ${path}`,
    );
  }
}
