import { readFile } from "node:fs/promises";
import path from "node:path";
import type * as treeSitter from "@vscode/tree-sitter-wasm";
import type { Parser } from "@vscode/tree-sitter-wasm";
import { grammarFile } from "./grammars.js";

type Library = typeof treeSitter;

/**
 * Loads tree-sitter and its grammars, each when it is first wanted: the library is WebAssembly, so it runs wherever
 * Node does, and nothing of it is touched before the first completion.
 */
export class GrammarLoader {
  readonly #parsers = new Map<string, Parser>();
  readonly #loading = new Map<string, Promise<Parser | undefined>>();
  #library: Promise<Library> | undefined;

  /** @param folder where `tree-sitter.wasm` and the grammars lie. @param failed is told of each file that does not load. */
  constructor(
    private readonly folder: string,
    private readonly failed: (problem: string) => void,
  ) {}

  /** The parser of a language, if it is loaded by now; else it begins to load, where there is a grammar. */
  parser(languageId: string): Parser | undefined {
    const file = grammarFile(languageId);
    if (file === undefined) return undefined;
    const parser = this.#parsers.get(file);
    if (parser === undefined) void this.load(languageId);
    return parser;
  }

  /** The parser of a language; undefined where there is no grammar, or it does not load, which is told once. */
  load(languageId: string): Promise<Parser | undefined> {
    const file = grammarFile(languageId);
    if (file === undefined) return Promise.resolve(undefined);
    const loading = this.#loading.get(file) ?? this.#load(file);
    this.#loading.set(file, loading);
    return loading;
  }

  dispose(): void {
    for (const parser of this.#parsers.values()) parser.delete();
    this.#parsers.clear();
    this.#loading.clear();
  }

  async #load(file: string): Promise<Parser | undefined> {
    try {
      this.#library ??= this.#start();
      const library = await this.#library;
      const language = await library.Language.load(await readFile(path.join(this.folder, file)));
      const parser = new library.Parser().setLanguage(language);
      this.#parsers.set(file, parser);
      return parser;
    } catch (error) {
      this.failed(`${file} could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  async #start(): Promise<Library> {
    // The package is CommonJS: imported, its exports are the default one.
    const module = (await import("@vscode/tree-sitter-wasm")) as unknown as { readonly default: Library };
    const library = module.default;
    await library.Parser.init({ locateFile: (file) => path.join(this.folder, file) });
    return library;
  }
}
