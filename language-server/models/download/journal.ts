import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { ByteRange } from "./byteRanges.js";

/** Raised when what is written here changes its meaning. */
const version = 1;

/** What is known of a file that is not complete. */
export interface Journal {
  /** Absolute path of the file that it becomes. */
  readonly destination: string;
  readonly bytes: number;
  /** What is written, in order and apart. */
  readonly done: readonly ByteRange[];
}

/** Writes it as a whole: who reads meanwhile sees the old one or the new one. Throws what the file system throws. */
export async function writeJournal(file: string, { destination, bytes, done }: Journal): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    const ranges = done.map(({ from, to }) => [from, to]);
    await writeFile(temporary, JSON.stringify({ version, destination, bytes, done: ranges }));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Reads it. One that is missing, damaged, or says what cannot be counts as none. */
export async function readJournal(file: string): Promise<Journal | undefined> {
  try {
    const raw = JSON.parse(await readFile(file, "utf8")) as Readonly<Record<string, unknown>>;
    const { destination, bytes, done } = raw;
    if (raw["version"] !== version || typeof destination !== "string" || !isCount(bytes)) return undefined;
    if (!Array.isArray(done)) return undefined;
    const ranges = done.map(readRange);
    const inOrder = ranges.every(
      (range, i) => range !== undefined && range.from >= (i === 0 ? 0 : (ranges[i - 1]?.to ?? Infinity)) && range.to <= bytes,
    );
    return inOrder ? { destination, bytes, done: ranges.filter((range) => range !== undefined) } : undefined;
  } catch {
    return undefined;
  }
}

function readRange(raw: unknown): ByteRange | undefined {
  if (!Array.isArray(raw)) return undefined;
  const [from, to] = raw as readonly unknown[];
  return isCount(from) && isCount(to) && from < to ? { from, to } : undefined;
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
