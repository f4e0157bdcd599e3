import { PonderFailure } from "./errors.js";
import { foldName, judgePath, pathParts } from "./judgePath.js";
import { t } from "./localise.js";

/** What is needed of a file system, whichever it is. Places are absolute. */
export interface PlaceReader {
  /** Where a place really is, all links resolved. Throws where it is not there, or cannot be known. */
  real(place: string): Promise<string>;
  /** The names in a folder. Throws where it is none. */
  names(folder: string): Promise<readonly string[]>;
  isFile(place: string): Promise<boolean>;
  join(folder: string, name: string): string;
}

/** A file of a folder, or one that could be there. */
export interface FileInside {
  /** Absolute, without links. */
  readonly place: string;
  /** Relative to the folder, as it is really spelt, `/` as separator. */
  readonly path: string;
  readonly kind: "edit" | "create";
  /** Why it is only written after a confirmation of its own; absent: it is not protected. */
  readonly protection?: string;
}

/**
 * Finds the file in a folder that an answer names. Whatever cannot be known for certain is refused: a link that leads
 * out, in circles or nowhere, a folder that cannot be read, a name that only differs from a known one in case or
 * composition.
 *
 * @param folder absolute.
 * @param path as it is written in the answer.
 * @throws PonderFailure `pathRefused`.
 */
export async function findInside(folder: string, path: string, reader: PlaceReader): Promise<FileInside> {
  const { verdict, reason } = judgePath(path);
  if (verdict === "refused") throw refused(path, reason);
  const root = await certain(path, () => reader.real(folder));
  const names = pathParts(path);
  let place = root;
  for (const [at, name] of names.entries()) {
    const known = await certain(path, () => reader.names(place));
    const entry = await entryOf(path, name, known, place, reader);
    if (entry === undefined) {
      for (const rest of names.slice(at)) place = reader.join(place, rest);
      return inside(path, root, place, "create");
    }
    place = await certain(path, () => reader.real(reader.join(place, entry)));
    relative(path, root, place);
  }
  if (!(await certain(path, () => reader.isFile(place)))) throw refused(path, t("It is no file."));
  return inside(path, root, place, "edit");
}

/** The entry of a folder that a name means; nothing where there is none. */
async function entryOf(
  path: string,
  name: string,
  known: readonly string[],
  folder: string,
  reader: PlaceReader,
): Promise<string | undefined> {
  if (known.includes(name)) return name;
  const twin = known.find((other) => foldName(other) === foldName(name));
  if (twin === undefined) return undefined;
  // Where the file system makes no difference, it is the same file.
  const found = await reader.real(reader.join(folder, name)).catch(() => undefined);
  const same = found === undefined ? undefined : await reader.real(reader.join(folder, twin)).catch(() => undefined);
  if (found !== undefined && found === same) return twin;
  throw refused(path, t("There is {0}, which only differs in case or in the way its letters are written.", twin));
}

function inside(path: string, root: string, place: string, kind: FileInside["kind"]): FileInside {
  const real = relative(path, root, place);
  // Links may lead to a protected file by a harmless name.
  const judged = [path, real].map(judgePath);
  const bad = judged.find(({ verdict }) => verdict === "refused");
  if (bad) throw refused(path, bad.reason);
  const protection = judged.find(({ verdict }) => verdict === "protected")?.reason;
  return { place, path: real, kind, ...(protection === undefined ? {} : { protection }) };
}

/** The path of a place from the folder on. @throws `pathRefused` when it is not inside. */
function relative(path: string, root: string, place: string): string {
  const start = /[/\\]$/.test(root) ? root : `${root}${root.includes("/") || !root.includes("\\") ? "/" : "\\"}`;
  if (!place.startsWith(start)) throw refused(path, t("A link leads out of the folder."));
  return pathParts(place.slice(start.length)).join("/");
}

async function certain<T>(path: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch {
    throw refused(path, t("It cannot be told where it leads."));
  }
}

/** The failure for a file that may not be written. */
export function refused(path: string, reason: string): PonderFailure {
  return new PonderFailure(
    "pathRefused",
    t("The answer names {0}, which Ponder does not write. {1}", shown(path), reason),
    t("Make this change yourself if it is right."),
  );
}

/** A stranger's name, without what could deceive the reader. */
function shown(path: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = path.replace(/[\u0000-\u001F\u007F-\u009F\p{Cf}\u2028\u2029\uD800-\uDFFF]/gu, "·");
  return plain.length <= 200 ? plain : `${plain.slice(0, 199)}…`;
}
