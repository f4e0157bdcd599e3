import { PonderFailure } from "../../protocol/errors.js";
import type { UnwantedBlock } from "./parse/editBlock.js";

/** The block proposes what is already there. */
export function noChange(): PonderFailure {
  return new PonderFailure(
    "noChange",
    "The model proposes the code that is already there.",
    "Say what is wrong with it, or ask again.",
  );
}

/** The block is for a file that was not asked for. */
export function otherFile(path: string, name: string): PonderFailure {
  return new PonderFailure(
    "noMatch",
    `The answer changes ${path}, but the file is ${name}.`,
    "Open that file and ask there.",
  );
}

/** The block names no file, and there is none that it could be for. */
export function noFile(): PonderFailure {
  return new PonderFailure(
    "noProposal",
    "The answer does not say which file it changes.",
    "Name the file: on the line above the code, or to Ponder.",
  );
}

export function existsAlready(name: string): PonderFailure {
  return new PonderFailure("noMatch", `The answer creates ${name}, but there is text in it.`, "Ask again.");
}

export function notThere(name: string): PonderFailure {
  return new PonderFailure(
    "noMatch",
    `The answer changes ${name}, but there is no such file.`,
    "Check the name, or ask for the whole file.",
  );
}

/** Two blocks rewrite one file, each in its own way. */
export function secondVersion(name: string): PonderFailure {
  return new PonderFailure(
    "ambiguous",
    `The answer holds another version of ${name}, which was not taken.`,
    "Look into the answer, and ask again if it is the other one that is right.",
  );
}

/** Ponder changes texts. It neither deletes nor renames files. */
export function unwanted(kind: UnwantedBlock["kind"], name: string): PonderFailure {
  const { does, yourself } = {
    delete: { does: "deletes", yourself: "Delete it yourself if it is right." },
    rename: { does: "renames", yourself: "Rename it yourself and ask again." },
    notText: { does: "changes the mode or the bytes of", yourself: "Do it yourself if it is right." },
  }[kind];
  return new PonderFailure("notWanted", `The answer ${does} ${name}, which Ponder does not do.`, yourself);
}

/** The only failure as it is; of several the first one, with the count. */
export function allFailed(failures: readonly PonderFailure[]): PonderFailure {
  const [first, ...others] = failures;
  if (first === undefined) return noChange();
  if (others.every(({ message }) => message === first.message)) return first;
  const { code, message, hint, positions, nearest } = first.data;
  const more = `None of the ${String(failures.length)} blocks of the answer fits. The first: ${message}`;
  return new PonderFailure(code, more, hint, { ...(positions ? { positions } : {}), ...(nearest ? { nearest } : {}) });
}
