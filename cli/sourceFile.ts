import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { PonderFailure } from "../protocol/errors.js";
import type { Range } from "../protocol/text.js";
import type { FileTarget } from "./fileTarget.js";
import { languageIdOf } from "./languageId.js";

/** Largest text that is read, in bytes. A model's context holds far less. */
export const maxTextBytes = 4 * 1024 * 1024;

/** A text file as it was read. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the working directory when it is inside, else the bare name; `/` as separator. */
  readonly shownPath: string;
  /** The text without its byte order mark, with the file's own line ends; version 1. */
  readonly document: TextDocument;
  readonly hasByteOrderMark: boolean;
  /** The file's bytes, to notice a change before it is written. */
  readonly bytes: Buffer;
}

/**
 * Reads a file that goes to the model.
 *
 * @throws PonderFailure `fileNotUsable`: missing, no file, too large, binary, not UTF-8.
 */
export async function readSourceFile(name: string, workingDirectory: string): Promise<SourceFile> {
  const absolute = path.resolve(workingDirectory, name);
  const bytes = await readBytes(absolute, name);
  const text = decodeText(bytes, `"${name}"`);
  const hasByteOrderMark = text.startsWith("\uFEFF");
  const uri = pathToFileURL(absolute).href;
  return {
    path: absolute,
    shownPath: shownPath(absolute, workingDirectory),
    document: TextDocument.create(uri, languageIdOf(absolute), 1, hasByteOrderMark ? text.slice(1) : text),
    hasByteOrderMark,
    bytes,
  };
}

async function readBytes(absolute: string, name: string): Promise<Buffer> {
  try {
    const stats = await stat(absolute);
    if (!stats.isFile()) throw unusable(`"${name}" is not a file.`, "Name a text file.");
    if (stats.size > maxTextBytes) throw tooLarge(`"${name}"`);
    return await readFile(absolute);
  } catch (error) {
    if (error instanceof PonderFailure) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw unusable(
      missing ? `"${name}" does not exist.` : `"${name}" cannot be read.`,
      missing ? "Check the name and the working directory." : "Check the permissions of the file.",
      error,
    );
  }
}

/**
 * Decodes UTF-8 without losing anything.
 *
 * @param name what the user calls it, for the message.
 * @throws PonderFailure `fileNotUsable`: binary, not UTF-8.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.includes(0)) throw unusable(`${name} is binary.`, "Ponder works on text in UTF-8.");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unusable(`${name} is not in UTF-8.`, "Convert it to UTF-8 first.", error);
  }
}

/** The failure for a text above {@link maxTextBytes}. */
export function tooLarge(name: string): PonderFailure {
  return unusable(`${name} is too large.`, `Ponder reads at most ${maxTextBytes / 1024 / 1024} MiB.`);
}

function shownPath(absolute: string, workingDirectory: string): string {
  const relative = path.relative(workingDirectory, absolute);
  const outside = relative.startsWith("..") || path.isAbsolute(relative);
  return (outside ? path.basename(absolute) : relative).replaceAll(path.sep, "/");
}

function unusable(message: string, hint: string, cause?: unknown): PonderFailure {
  return new PonderFailure("fileNotUsable", message, hint, { cause });
}

/**
 * The range of some lines, from the start of the first to the end of the last, without its line end.
 *
 * @param lines the whole text when absent.
 * @throws PonderFailure `badRequest` when the file has fewer lines.
 */
export function rangeOfLines({ document, shownPath }: SourceFile, lines: FileTarget["lines"]): Range {
  const { first, last } = lines ?? { first: 1, last: document.lineCount };
  return {
    start: { line: first - 1, character: 0 },
    end: { line: last - 1, character: lineText(document, shownPath, last).length },
  };
}

/**
 * One line without its line end.
 *
 * @param line 1-based.
 * @throws PonderFailure `badRequest` when there is no such line.
 */
export function lineText(document: TextDocument, shownPath: string, line: number): string {
  const count = document.lineCount;
  if (line < 1 || line > count) {
    const has = `${shownPath} has ${count} ${count === 1 ? "line" : "lines"}`;
    throw new PonderFailure("badRequest", `There is no line ${line}: ${has}.`, `Name lines from 1 to ${count}.`);
  }
  const start = { line: line - 1, character: 0 };
  return document.getText({ start, end: { line, character: 0 } }).replace(/[\r\n]+$/, "");
}
