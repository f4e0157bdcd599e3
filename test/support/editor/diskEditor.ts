import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";

/** What was done through {@link diskEditor}. */
export interface DiskEditorState {
  /** The workspace folder, without links. */
  folder: string;
  /** Questions that the user was asked. */
  questions: number;
  /** What he answers. */
  answer: string | undefined;
  /** Files that were written. */
  readonly written: string[];
}

class Uri {
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }

  static file = (place: string) => new Uri("file", place);
  /** Reads what `toString` wrote, to the last code unit. */
  static parse = (text: string) => {
    const [, scheme = "", place = ""] = /^(\w+):\/\/(.*)$/s.exec(text) ?? [];
    const unescape = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));
    return new Uri(scheme, place.replace(/%([0-9a-f]{4})/g, unescape));
  };

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    const escape = (sign: string) => `%${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return `${this.scheme}://${this.path.replace(/[^\w/.-]/g, escape)}`;
  }
}

class Range {
  readonly start: unknown;
  readonly end: unknown;

  constructor(...at: readonly unknown[]) {
    const [line, character, endLine, endCharacter] = at;
    const byNumbers = at.length === 4;
    this.start = byNumbers ? { line, character } : line;
    this.end = byNumbers ? { line: endLine, character: endCharacter } : character;
  }
}

class WorkspaceEdit {
  readonly created: Uri[] = [];
  readonly replaced: { readonly uri: Uri; readonly range: never; readonly newText: string }[] = [];

  createFile(uri: Uri): void {
    this.created.push(uri);
  }

  replace(uri: Uri, range: never, newText: string): void {
    this.replaced.push({ uri, range, newText });
  }
}

/**
 * Just enough of the editor to accept a proposal. Its files are those of the disk, and what it is told to change it
 * writes there at once, so that nothing it was told can be missed.
 */
export function diskEditor(state: DiskEditorState): object {
  const isInside = (uri: Uri) => uri.scheme === "file" && uri.path.startsWith(`${state.folder}/`);
  const documentOf = (uri: Uri) => {
    const text = TextDocument.create(uri.toString(), "", 1, readFileSync(uri.fsPath, "utf8"));
    return {
      uri,
      isDirty: false,
      getText: () => text.getText(),
      positionAt: (offset: number) => text.positionAt(offset),
    };
  };
  const write = ({ uri, range, newText }: WorkspaceEdit["replaced"][number]) => {
    mkdirSync(path.dirname(uri.fsPath), { recursive: true });
    const before = existsSync(uri.fsPath) ? readFileSync(uri.fsPath, "utf8") : "";
    writeFileSync(uri.fsPath, TextDocument.applyEdits(TextDocument.create("", "", 1, before), [{ range, newText }]));
    state.written.push(uri.fsPath);
  };
  const filesNamed = (glob: string) => {
    const name = glob.slice(glob.lastIndexOf("/") + 1);
    return readdirSync(state.folder, { recursive: true, encoding: "utf8" })
      .filter((file) => path.basename(file) === name && statSync(path.join(state.folder, file)).isFile())
      .map((file) => Uri.file(path.join(state.folder, file)));
  };
  return {
    Uri,
    Range,
    WorkspaceEdit,
    RelativePattern: class {
      constructor(
        readonly base: unknown,
        readonly pattern: string,
      ) {}
    },
    FilePermission: { Readonly: 1 },
    FileSystemError: class extends Error {},
    l10n: { t: (text: string) => text },
    window: {
      showWarningMessage: () => {
        state.questions++;
        return Promise.resolve(state.answer);
      },
    },
    workspace: {
      textDocuments: [],
      get workspaceFolders() {
        return [{ uri: Uri.file(state.folder), name: "work" }];
      },
      getWorkspaceFolder: (uri: Uri) => (isInside(uri) ? { uri: Uri.file(state.folder) } : undefined),
      asRelativePath: (uri: Uri) => path.relative(state.folder, uri.fsPath),
      findFiles: ({ pattern }: { readonly pattern: string }) => Promise.resolve(filesNamed(pattern)),
      openTextDocument: (uri: Uri) => Promise.resolve().then(() => documentOf(uri)),
      applyEdit: (edit: WorkspaceEdit) => {
        edit.replaced.forEach(write);
        return Promise.resolve(true);
      },
      fs: {
        isWritableFileSystem: () => true,
        stat: (uri: Uri) => Promise.resolve().then(() => ({ mtime: statSync(uri.fsPath).mtimeMs })),
      },
    },
  };
}
