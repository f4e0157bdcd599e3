import path from "node:path";
import type ts from "typescript";

/** The TypeScript that was loaded. */
export type TypeScript = typeof ts;

/** What a program is made of. */
export interface ProjectConfig {
  /** The configuration's file; empty where no configuration includes the file. */
  readonly name: string;
  readonly options: ts.CompilerOptions;
  readonly fileNames: readonly string[];
}

/** How deep references to other projects are followed. */
const deepest = 3;

/**
 * The configuration that includes a file, as the editor's own language support finds it: the nearest `tsconfig.json` or
 * `jsconfig.json` that does, or a project that one of them refers to.
 *
 * @param folder configurations above it are not looked at.
 */
export function configFor(typescript: TypeScript, file: string, folder: string): ProjectConfig {
  for (let at = path.dirname(file); isInside(at, folder); at = path.dirname(at)) {
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      const config = path.join(at, name);
      const found = typescript.sys.fileExists(config) ? including(typescript, config, file, deepest) : undefined;
      if (found !== undefined) return found;
    }
    if (path.dirname(at) === at) break;
  }
  return withoutConfig(typescript, file);
}

function including(typescript: TypeScript, config: string, file: string, depth: number): ProjectConfig | undefined {
  const { config: raw } = typescript.readConfigFile(config, (name) => typescript.sys.readFile(name)) as {
    readonly config?: unknown;
  };
  if (raw === undefined) return undefined;
  const parsed = typescript.parseJsonConfigFileContent(raw, typescript.sys, path.dirname(config), undefined, config);
  const wanted = slashed(file);
  if (parsed.fileNames.some((name) => slashed(name) === wanted))
    return { name: config, options: parsed.options, fileNames: parsed.fileNames };
  if (depth === 0) return undefined;
  for (const reference of parsed.projectReferences ?? []) {
    const other = typescript.resolveProjectReferencePath(reference);
    const found = typescript.sys.fileExists(other) ? including(typescript, other, file, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What editors assume for a file that belongs to no project. */
function withoutConfig(typescript: TypeScript, file: string): ProjectConfig {
  const options: ts.CompilerOptions = {
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    jsx: typescript.JsxEmit.Preserve,
    allowJs: true,
    strict: true,
    noImplicitAny: false,
    allowSyntheticDefaultImports: true,
  };
  return { name: "", options, fileNames: [file] };
}

const slashed = (file: string): string => path.normalize(file).replaceAll("\\", "/");

function isInside(at: string, folder: string): boolean {
  const relative = path.relative(folder, at);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}
