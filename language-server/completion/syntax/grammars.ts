/** Grammars in the package, by language id. Others are big, or too rarely written: text rules do for them. */
const grammars: Readonly<Record<string, string>> = {
  typescript: "typescript",
  typescriptreact: "tsx",
  javascript: "javascript",
  javascriptreact: "javascript",
  python: "python",
  go: "go",
  rust: "rust",
  java: "java",
  css: "css",
};

/** File of the grammar of a language id, if there is one. */
export function grammarFile(languageId: string): string | undefined {
  const name = grammars[languageId];
  return name === undefined ? undefined : `tree-sitter-${name}.wasm`;
}

/** Every file that must lie in the folder of the grammars. */
export const syntaxFiles: readonly string[] = [
  "tree-sitter.wasm",
  ...new Set(Object.values(grammars).map((name) => `tree-sitter-${name}.wasm`)),
];
