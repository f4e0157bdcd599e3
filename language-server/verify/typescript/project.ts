import path from "node:path";
import type ts from "typescript";
import type { PathProblem } from "./messages.js";
import type { ProjectConfig, TypeScript } from "./projectConfig.js";

/** Files that import a changed one and are looked at too. */
const mostDependents = 20;
/** Problems of one file that are told. */
const mostProblems = 200;
/** Names that are not declared: the only thing that is said of plain JavaScript beyond what editors say of it. */
const undeclared: ReadonlySet<number> = new Set([2304, 2552, 2662, 2663, 18004]);

/** A project with some texts that are not on the disk, asked for its problems again and again. Nothing is written. */
export class Project {
  readonly #typescript: TypeScript;
  readonly #config: ProjectConfig;
  readonly #service: ts.LanguageService;
  /** The same with types checked in plain JavaScript; made when it is needed. */
  #checked: ts.LanguageService | undefined;
  #texts: ReadonlyMap<string, string> = new Map();
  #paths: readonly string[] = [];
  /** A text that changes gets a new number. */
  readonly #versions = new Map<string, { readonly text: string; readonly version: number }>();
  #lastVersion = 0;

  constructor(typescript: TypeScript, config: ProjectConfig) {
    this.#typescript = typescript;
    this.#config = config;
    this.#service = this.#makeService({});
  }

  /**
   * The problems of some files and of those that import them.
   *
   * @param texts by path, of files that are not what the disk holds.
   */
  problems(paths: readonly string[], texts: ReadonlyMap<string, string>): readonly PathProblem[] {
    this.#texts = texts;
    this.#paths = paths;
    const all = new Set(paths);
    for (const file of paths) {
      for (const { fileName } of this.#service.getFileReferences(file)) {
        if (all.size < paths.length + mostDependents) all.add(path.normalize(fileName));
      }
    }
    return [...all].flatMap((file) => this.#problemsOf(file));
  }

  dispose(): void {
    this.#service.dispose();
    this.#checked?.dispose();
  }

  #problemsOf(file: string): readonly PathProblem[] {
    const found = [
      ...this.#service.getSyntacticDiagnostics(file),
      ...this.#service.getSemanticDiagnostics(file),
      ...this.#undeclaredIn(file),
    ].filter(({ category }) => category === this.#typescript.DiagnosticCategory.Error);
    return found.slice(0, mostProblems).map(({ code, messageText, file: source, start = 0 }) => ({
      path: file,
      code: String(code),
      message: this.#typescript.flattenDiagnosticMessageText(messageText, "\n"),
      line: source?.getLineAndCharacterOfPosition(start).line ?? 0,
    }));
  }

  /** Undeclared names in plain JavaScript, which the compiler does not check by itself. */
  #undeclaredIn(file: string): readonly ts.Diagnostic[] {
    if (!/\.[cm]?jsx?$/i.test(file) || this.#config.options.checkJs === true) return [];
    this.#checked ??= this.#makeService({ allowJs: true, checkJs: true });
    return this.#checked.getSemanticDiagnostics(file).filter(({ code }) => undeclared.has(code));
  }

  #makeService(more: ts.CompilerOptions): ts.LanguageService {
    const { sys } = this.#typescript;
    const options: ts.CompilerOptions = {
      ...this.#config.options,
      allowNonTsExtensions: true,
      noEmit: true,
      composite: false,
      incremental: false,
      ...more,
    };
    const host: ts.LanguageServiceHost = {
      getCompilationSettings: () => options,
      getCurrentDirectory: () => path.dirname(this.#config.name || (this.#config.fileNames[0] ?? "/")),
      getDefaultLibFileName: (of) => this.#typescript.getDefaultLibFilePath(of),
      getScriptFileNames: () => [
        ...new Set([...this.#config.fileNames, ...this.#paths].map((name) => name.replaceAll("\\", "/"))),
      ],
      getScriptVersion: (name) => this.#versionOf(name),
      getScriptSnapshot: (name) => {
        const text = this.#textOf(name);
        return text === undefined ? undefined : this.#typescript.ScriptSnapshot.fromString(text);
      },
      fileExists: (name) => this.#texts.has(path.normalize(name)) || sys.fileExists(name),
      readFile: (name) => this.#textOf(name),
      readDirectory: (...args) => sys.readDirectory(...args),
      directoryExists: (name) => sys.directoryExists(name),
      getDirectories: (name) => sys.getDirectories(name),
      ...(sys.realpath && { realpath: (name: string) => sys.realpath?.(name) ?? name }),
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    };
    return this.#typescript.createLanguageService(host, this.#typescript.createDocumentRegistry());
  }

  #textOf(name: string): string | undefined {
    return this.#texts.get(path.normalize(name)) ?? this.#typescript.sys.readFile(name);
  }

  #versionOf(name: string): string {
    const text = this.#texts.get(path.normalize(name));
    if (text === undefined) return `disk ${String(this.#typescript.sys.getModifiedTime?.(name)?.getTime() ?? 0)}`;
    const known = this.#versions.get(name);
    if (known?.text === text) return String(known.version);
    this.#versions.set(name, { text, version: ++this.#lastVersion });
    return String(this.#lastVersion);
  }
}
