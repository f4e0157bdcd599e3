import { PonderFailure } from "../protocol/errors.js";

/** A file, or some lines of it, as named on a command line: `F`, `F:L` or `F:L1-L2`. */
export interface FileTarget {
  readonly path: string;
  /** 1-based, both included. */
  readonly lines?: { readonly first: number; readonly last: number };
}

/**
 * Parses `F[:L[-L2]]`. Colons may be part of the name (`C:\\a.ts`, `a:b.ts`): only digits after the last colon count
 * as lines, and not even those when a file of the whole name exists.
 *
 * @param exists tells whether a file of this very name exists.
 * @throws PonderFailure `badRequest` for an empty name or lines that cannot be.
 */
export function parseFileTarget(argument: string, exists: (path: string) => boolean): FileTarget {
  if (argument === "") {
    throw new PonderFailure("badRequest", "The name of the file is empty.", "Name a file, for example src/cart.ts.");
  }
  const match = /^(?<path>.+):(?<first>\d+)(?:-(?<last>\d+))?$/s.exec(argument);
  if (!match?.groups || exists(argument)) return { path: argument };
  const { path = "", first = "", last = first } = match.groups;
  const lines = { first: Number(first), last: Number(last) };
  if (lines.first < 1 || lines.last < lines.first) {
    throw new PonderFailure(
      "badRequest",
      `"${argument}" names no lines: they count from 1, and the first comes first.`,
      "Write FILE:FIRST-LAST, for example src/cart.ts:12-31.",
    );
  }
  return { path, lines };
}
