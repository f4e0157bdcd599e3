/** A file of a folder and the names that are declared in it, outermost first. */
export interface OutlinedFile {
  /** Relative to the folder, `/` as separator. */
  readonly path: string;
  readonly symbols: readonly OutlinedSymbol[];
}

export interface OutlinedSymbol {
  readonly name: string;
  readonly members: readonly string[];
}

/** Names per file, and members per name; more say little about what a folder is for. */
const mostSymbols = 30;

/**
 * The names of a folder's files and of what is in them, one line a file, indented by folder. Pure.
 *
 * @param more files that are not among them.
 */
export function outlineText(files: readonly OutlinedFile[], more: number): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const { path, symbols } of files.toSorted((a, b) => compare(a.path, b.path))) {
    const folders = path.split("/").slice(0, -1);
    const same = folders.findIndex((folder, at) => open[at] !== folder);
    const first = same < 0 ? folders.length : same;
    folders.slice(first).forEach((folder, at) => lines.push(`${"  ".repeat(first + at)}${folder}/`));
    open = folders;
    const names = bounded(symbols.map(({ name, members }) => `${name}${membersText(members)}`));
    const name = path.slice(path.lastIndexOf("/") + 1);
    lines.push(`${"  ".repeat(folders.length)}${name}${names === "" ? "" : `: ${names}`}`);
  }
  if (more > 0) lines.push(`… ${more} more files`);
  return `${lines.join("\n")}\n`;
}

function membersText(members: readonly string[]): string {
  return members.length === 0 ? "" : ` { ${bounded(members)} }`;
}

function bounded(names: readonly string[]): string {
  return [...names.slice(0, mostSymbols), ...(names.length > mostSymbols ? ["…"] : [])].join(", ");
}

/** Files of a folder before its subfolders, each by name. */
function compare(a: string, b: string): number {
  const [first, second] = [a.split("/"), b.split("/")];
  for (let at = 0; ; at++) {
    const [one = "", other = ""] = [first[at], second[at]];
    const isFile = [at === first.length - 1, at === second.length - 1];
    if (isFile[0] !== isFile[1]) return isFile[0] ? -1 : 1;
    if (one !== other) return one < other ? -1 : 1;
    if (isFile[0]) return 0;
  }
}
