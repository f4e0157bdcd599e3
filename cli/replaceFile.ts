import { randomUUID } from "node:crypto";
import { access, constants, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../protocol/errors.js";
import type { SourceFile } from "./sourceFile.js";

/**
 * Writes the new text of a file in one step: into a temporary file beside it, which then takes its place. Keeps the
 * mode and the byte order mark, and follows a symbolic link to the file behind it.
 *
 * @throws PonderFailure `documentChanged` when the file is not what was read, `fileNotUsable` when it cannot be written.
 */
export async function replaceFile(file: SourceFile, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file.path);
    if (!file.bytes.equals(await readFile(target))) {
      throw new PonderFailure(
        "documentChanged",
        `${file.shownPath} has changed since the model read it. Nothing was written.`,
        "Run the command again.",
      );
    }
    // A rename asks for rights in the folder only; a write-protected file must stay as it is.
    await access(target, constants.W_OK);
    const mode = (await stat(target)).mode & 0o7777;
    temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.tmp`);
    const handle = await open(temporary, "wx", mode);
    try {
      // The process's umask may have taken bits away from the mode given to `open`.
      await handle.chmod(mode);
      await handle.writeFile((file.hasByteOrderMark ? "\uFEFF" : "") + text, "utf8");
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    if (error instanceof PonderFailure) throw error;
    throw new PonderFailure(
      "fileNotUsable",
      `${file.shownPath} cannot be written. It is unchanged.`,
      "Check the permissions of the file and of its folder.",
      { cause: error },
    );
  }
}
