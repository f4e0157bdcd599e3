import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../../protocol/errors.js";

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Whether a write failed for want of room, on the disk or in the user's share of it. */
export const isFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT"].includes(String(codeOf(error)));

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/** There is no room to begin with. */
export const diskFull = (needed: number, free: number, folder: string) =>
  new PonderFailure(
    "diskFull",
    `The model needs ${gigabytes(needed)}, and ${gigabytes(free)} are free where ${folder} is.`,
    "Free some space, choose a smaller model, or another folder with ponder.downloads.folder.",
  );

/** Codes of a folder that cannot be written, and what each means. */
const folderCodes: Readonly<Record<string, string>> = {
  EACCES: "it may not be written",
  EPERM: "it may not be written",
  EROFS: "it may only be read",
  ENOENT: "it has vanished",
  ENOTDIR: "a part of its path is a file",
  ENAMETOOLONG: "a name in it is too long",
  EIO: "the disk fails",
  ENODEV: "the disk is gone",
  ESTALE: "the file server is gone",
};

/** Names what went wrong with the folder; anything else stays what it is. */
export async function folderFailure(error: unknown, folder: string): Promise<unknown> {
  if (PonderFailure.is(error)) return error;
  const code = codeOf(error) === "ENOENT" ? await whyMissing(folder) : codeOf(error);
  const what = typeof code === "string" ? folderCodes[code] : undefined;
  if (what === undefined) return error;
  return new PonderFailure(
    "folderNotUsable",
    `Models cannot be kept in ${folder}: ${what}.`,
    "Choose another folder with ponder.downloads.folder, or mend this one, and try again.",
    { cause: error },
  );
}

/** A folder that could not be made is reported as missing; the reason is what stands above it. */
async function whyMissing(folder: string): Promise<unknown> {
  try {
    await access(folder, constants.W_OK);
    return "ENOENT";
  } catch (error) {
    const above = path.dirname(folder);
    return codeOf(error) === "ENOENT" && above !== folder ? whyMissing(above) : codeOf(error);
  }
}
