import { randomUUID } from "node:crypto";
import { access, constants, link, mkdir, open, readFile, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../protocol/errors.js";
import type { SourceFile } from "./sourceFile.js";

/** The new text of a file that was read, or a file that is not there yet. */
export type NewText =
  | { readonly file: SourceFile; readonly text: string }
  | { readonly place: string; readonly shownPath: string; readonly text: string };

/** A file that is written beside its place, and what takes it there and back. */
interface Prepared {
  readonly shownPath: string;
  readonly temporary: string;
  commit(): Promise<void>;
  undo(): Promise<void>;
}

/**
 * Writes new texts, all of them or none: each into a temporary file beside its place, which then takes its place. Keeps
 * modes and byte order marks, and follows a symbolic link to the file behind it. What was done is undone when a file
 * cannot be written.
 *
 * @param confirm asked when all is prepared, right before the first file is changed.
 * @throws PonderFailure `documentChanged` when a file is not what was read, or there is a file where a new one should
 * be; `fileNotUsable` when one cannot be written; what `confirm` throws.
 */
export async function replaceFiles(texts: readonly NewText[], confirm?: () => Promise<unknown>): Promise<void> {
  const prepared: Prepared[] = [];
  const done: Prepared[] = [];
  const folders: string[] = [];
  let shownPath = "";
  try {
    for (const one of texts) {
      shownPath = "file" in one ? one.file.shownPath : one.shownPath;
      prepared.push("file" in one ? await prepareOld(one.file, one.text) : await prepareNew(one, folders));
    }
    await confirm?.();
    for (const one of prepared) {
      ({ shownPath } = one);
      await one.commit();
      done.push(one);
    }
  } catch (error) {
    for (const one of done.toReversed()) await one.undo();
    throw PonderFailure.is(error) ? error : notWritable(shownPath, error);
  } finally {
    for (const { temporary } of prepared) await rm(temporary, { force: true });
    // Those that hold a file now stay.
    for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined);
  }
}

async function prepareOld(file: SourceFile, text: string): Promise<Prepared> {
  const { bytes, shownPath, hasByteOrderMark } = file;
  const place = await realpath(file.path);
  if (!bytes.equals(await readFile(place))) throw changed(shownPath);
  // A rename asks for rights in the folder only; a write-protected file must stay as it is.
  await access(place, constants.W_OK);
  const mode = (await stat(place)).mode & 0o7777;
  const temporary = await writeBeside(place, (hasByteOrderMark ? "\uFEFF" : "") + text, mode);
  return {
    shownPath,
    temporary,
    commit: async () => {
      if (!bytes.equals(await readFile(place))) throw changed(shownPath);
      await rename(temporary, place);
    },
    undo: async () => rename(await writeBeside(place, bytes, mode), place),
  };
}

/** @param folders gets the folders that had to be made. */
async function prepareNew(
  { place, shownPath, text }: Extract<NewText, { readonly place: string }>,
  folders: string[],
): Promise<Prepared> {
  const first = await mkdir(path.dirname(place), { recursive: true });
  for (let folder = path.dirname(place); first !== undefined; folder = path.dirname(folder)) {
    folders.push(folder);
    if (folder === first) break;
  }
  folders.sort((a, b) => a.length - b.length);
  const temporary = await writeBeside(place, text);
  return {
    shownPath,
    temporary,
    // Unlike a rename it never takes the place of a file that came meanwhile.
    commit: async () => {
      try {
        await link(temporary, place);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") throw changed(shownPath);
        throw error;
      }
    },
    undo: () => rm(place, { force: true }),
  };
}

/**
 * @param mode of the file; absent: what the process gives to new ones.
 * @returns the name of the temporary file.
 */
async function writeBeside(place: string, content: string | Buffer, mode?: number): Promise<string> {
  const temporary = path.join(path.dirname(place), `.${path.basename(place)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", mode);
    try {
      // The process's umask may have taken bits away from the mode given to `open`.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function changed(shownPath: string): PonderFailure {
  return new PonderFailure(
    "documentChanged",
    `${shownPath} has changed since the model read it. Nothing was written.`,
    "Run the command again.",
  );
}

function notWritable(shownPath: string, cause: unknown): PonderFailure {
  return new PonderFailure(
    "fileNotUsable",
    `${shownPath} cannot be written. Nothing was changed.`,
    "Check the permissions of the file and of its folder.",
    { cause },
  );
}
