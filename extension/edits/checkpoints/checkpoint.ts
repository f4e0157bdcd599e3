/** A file as it was before accepted edits of a turn. */
export interface FileCheckpoint {
  readonly uri: string;
  /** `null`: it was not there. */
  readonly before: string | null;
  /** SHA-256 of its text after the edits, to know whether the user has changed it since. */
  readonly afterHash: string;
}

/** What accepting a piece of a proposal changed. */
export interface Checkpoint {
  readonly turnId: string;
  /** When, in milliseconds since the epoch; never the same as that of another one. */
  readonly at: number;
  readonly files: readonly FileCheckpoint[];
}

/** What is to be done with a file. */
export type RestoreStep = FileCheckpoint;

/**
 * What takes a turn and those behind it back: of each file the text before the first of their edits, and the hash after
 * the last one. Pure.
 *
 * @param turnIds the turn and all behind it.
 */
export function restoreSteps(checkpoints: readonly Checkpoint[], turnIds: ReadonlySet<string>): readonly RestoreStep[] {
  const steps = new Map<string, RestoreStep>();
  const own = checkpoints.filter(({ turnId }) => turnIds.has(turnId)).toSorted((a, b) => a.at - b.at);
  for (const { files } of own) {
    for (const file of files) {
      const earlier = steps.get(file.uri);
      steps.set(file.uri, earlier ? { ...earlier, afterHash: file.afterHash } : file);
    }
  }
  return [...steps.values()];
}

/** Reads a checkpoint from a file, which anything may have written; `undefined`: it is none. Pure. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  try {
    const raw = JSON.parse(text) as Partial<Checkpoint> | null;
    const isFile = (file: Partial<FileCheckpoint> | null) =>
      typeof file?.uri === "string" &&
      (file.before === null || typeof file.before === "string") &&
      typeof file.afterHash === "string";
    const isGood =
      typeof raw?.turnId === "string" &&
      typeof raw.at === "number" &&
      Array.isArray(raw.files) &&
      raw.files.every(isFile);
    return isGood ? (raw as Checkpoint) : undefined;
  } catch {
    return undefined;
  }
}
