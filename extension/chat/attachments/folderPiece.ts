import {
  commands,
  l10n,
  RelativePattern,
  workspace,
  type DocumentSymbol,
  type SymbolInformation,
  type Uri,
} from "vscode";
import { shownPath } from "../../documents.js";
import type { JudgeFiles } from "./judgeFiles.js";
import { cutText } from "./cutText.js";
import { outlineText, type OutlinedFile, type OutlinedSymbol } from "./outlineText.js";
import type { ShownPiece } from "./source.js";

/** Files that are listed; the outline says how many more there are, up to as many again. */
const mostFiles = 300;
/** Files whose symbols are asked for, and how long that may take altogether, in milliseconds. */
const mostOutlined = 40;
const symbolTimeMs = 3_000;
/** The symbols of a larger file are not asked for, in bytes. */
const largestOutlined = 200_000;

/** The names of a folder's files and of what is declared in them; files that the user rather keeps are left out. */
export async function folderPiece(uri: Uri, judge: JudgeFiles, limit: number): Promise<ShownPiece> {
  const path = shownPath(uri);
  const found = await workspace.findFiles(new RelativePattern(uri, "**/*"), "**/{node_modules,.git}/**", 2 * mostFiles);
  const reasons = await judge(found);
  const kept = found.filter((_, at) => reasons[at] === null);
  const shown = kept.slice(0, mostFiles);
  const base = uri.path.endsWith("/") ? uri.path : `${uri.path}/`;
  const symbols = await symbolsOf(shown.slice(0, mostOutlined));
  const files = shown.map((file, at): OutlinedFile => ({
    path: file.path.slice(base.length),
    symbols: symbols[at] ?? [],
  }));
  const { text, lines, cutFrom } = cutText(outlineText(files, kept.length - shown.length), limit);
  const omitted = found.length - kept.length;
  const notes = [
    ...(cutFrom === undefined ? [] : [l10n.t("Cut: the first {0} of {1} lines", lines, cutFrom)]),
    ...(omitted === 0 ? [] : [l10n.t("{0} ignored files are left out", omitted)]),
  ];
  const label = `${path.slice(path.lastIndexOf("/") + 1)}/`;
  return {
    chip: {
      id: `outline:${path}`,
      label,
      title: l10n.t("Names of the files in {0} and of what is declared in them", path),
      kind: "outline",
      ...(notes.length > 0 && { note: notes.join(". ") }),
    },
    item: { kind: "outline", path, languageId: "plaintext", text },
  };
}

/** What the editor's language support knows in the given time; the files come in the same order. */
async function symbolsOf(files: readonly Uri[]): Promise<readonly (readonly OutlinedSymbol[])[]> {
  const found: (readonly OutlinedSymbol[])[] = files.map(() => []);
  const end = Date.now() + symbolTimeMs;
  for (const [at, file] of files.entries()) {
    const left = end - Date.now();
    if (left <= 0) break;
    const { size } = await workspace.fs.stat(file);
    if (size > largestOutlined) continue;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), left)));
    const asked = Promise.resolve(
      commands.executeCommand<readonly (DocumentSymbol | SymbolInformation)[] | undefined>(
        "vscode.executeDocumentSymbolProvider",
        file,
      ),
    ).catch(() => undefined);
    const symbols = await Promise.race([asked, timeout]);
    clearTimeout(timer);
    found[at] = (symbols ?? []).map((symbol) => ({
      name: symbol.name,
      members: "children" in symbol ? symbol.children.filter(({ kind }) => isMember(kind)).map(({ name }) => name) : [],
    }));
  }
  return found;
}

/** Methods, properties, fields, constructors, functions, enum members (vscode.SymbolKind): not what is local to a function. */
const isMember = (kind: number): boolean => [5, 6, 7, 8, 9, 11, 21].includes(kind);
