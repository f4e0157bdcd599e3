import { l10n, workspace, type Uri } from "vscode";
import { PonderFailure } from "../../../protocol/errors.js";
import type { Range } from "../../../protocol/text.js";
import { openDocument, shownPath, toRange } from "../../documents.js";
import { isSupportedScheme } from "../../server/schemes.js";
import { chipOf } from "../contextChip.js";
import { cutText, isBinary } from "./cutText.js";
import type { ShownPiece } from "./source.js";

/** A larger file is not even looked at, in bytes. */
const largestFile = 20_000_000;

/**
 * A file or a piece of it, as it is in the editor now, else on the disk. Opens no document: that would make it look
 * like one that the user works with.
 *
 * @param limit most UTF-16 code units; what is longer is cut at a line's end, and the chip says so.
 * @throws `fileNotUsable` for what is no text, too large, or not there.
 */
export async function filePiece(
  { uri, range, name }: { readonly uri: Uri; readonly range?: Range; readonly name?: string },
  limit: number,
): Promise<ShownPiece> {
  const path = shownPath(uri);
  if (!isSupportedScheme(uri.scheme)) throw notUsable(l10n.t("{0} is no file that Ponder can read.", path));
  const { text: whole, languageId } = await readText(uri, path, range);
  const { text, lines, cutFrom } = cutText(whole, limit);
  const first = range?.start ?? { line: 0, character: 0 };
  const shown = cutFrom === undefined ? range : { start: first, end: { line: first.line + lines, character: 0 } };
  const where = { path, ...(shown && { range: shown }) };
  const chip = chipOf(where);
  return {
    chip: {
      ...chip,
      ...(name !== undefined && { label: name }),
      ...(cutFrom !== undefined && { note: l10n.t("Cut: the first {0} of {1} lines", lines, cutFrom) }),
    },
    item: { ...where, uri: uri.toString(), languageId, text },
  };
}

async function readText(
  uri: Uri,
  path: string,
  range: Range | undefined,
): Promise<{ readonly text: string; readonly languageId: string }> {
  const open = openDocument(uri.toString());
  if (open) return { text: open.getText(range && toRange(range)), languageId: open.languageId };
  const bytes = await readBytes(uri, path);
  if (isBinary(bytes)) throw notUsable(l10n.t("{0} is no text, so the model cannot read it.", path));
  const text = new TextDecoder().decode(bytes);
  return { text: range ? pieceOf(text, range) : text, languageId: "plaintext" };
}

async function readBytes(uri: Uri, path: string): Promise<Uint8Array> {
  let size: number;
  try {
    ({ size } = await workspace.fs.stat(uri));
    if (size <= largestFile) return await workspace.fs.readFile(uri);
  } catch {
    throw notUsable(l10n.t("{0} cannot be read.", path));
  }
  throw notUsable(l10n.t("{0} is too large: {1} MB.", path, Math.round(size / 1e6)));
}

function pieceOf(text: string, { start, end }: Range): string {
  const lines = text.split(/(?<=\n)/).slice(start.line, end.line + 1);
  const last = lines.at(-1) ?? "";
  if (lines.length === end.line - start.line + 1) lines[lines.length - 1] = last.slice(0, end.character);
  return lines.join("").slice(start.character);
}

function notUsable(message: string): PonderFailure {
  return new PonderFailure("fileNotUsable", message, l10n.t("Attach a text file, or copy the piece that matters."));
}
