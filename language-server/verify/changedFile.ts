import type { LineRange } from "../context/enclosingBlock.js";

/** A file before and after a candidate. */
export interface ChangedFile {
  readonly uri: string;
  /** VS Code language identifier. */
  readonly languageId: string;
  /** The text as it is now; empty for a file that is not there yet. */
  readonly before: string;
  readonly after: string;
  /** The lines of `before` that were to be fixed; absent for a file that the model changes besides. */
  readonly target?: LineRange;
}

/** Its name without folders. */
export const nameOf = ({ uri }: Pick<ChangedFile, "uri">): string => decodeURIComponent(uri.split("/").at(-1) ?? "");
