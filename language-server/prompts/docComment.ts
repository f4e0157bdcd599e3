/** What a doc comment is called in a language, by VS Code's language identifier. */
const names: Readonly<Record<string, string>> = {
  python: "docstring",
  javascript: "JSDoc comment",
  javascriptreact: "JSDoc comment",
  typescript: "JSDoc comment",
  typescriptreact: "JSDoc comment",
  vue: "JSDoc comment",
  svelte: "JSDoc comment",
  java: "Javadoc comment",
  groovy: "Javadoc comment",
  kotlin: "KDoc comment",
  scala: "Scaladoc comment",
  php: "PHPDoc comment",
  ruby: "YARD comment",
  rust: "doc comment (`///`)",
  swift: "doc comment (`///`)",
  csharp: "XML doc comment (`///`)",
  fsharp: "XML doc comment (`///`)",
  vb: "XML doc comment (`'''`)",
  c: "Doxygen comment",
  cpp: "Doxygen comment",
  "objective-c": "Doxygen comment",
  lua: "LDoc comment",
  r: "roxygen2 comment",
  elixir: "`@doc` attribute",
  julia: "docstring",
  clojure: "docstring",
  powershell: "comment-based help",
};

/** The name of the kind of comment that a language's own tools read, for a prompt. */
export function docCommentName(languageId: string): string {
  return Object.hasOwn(names, languageId) ? (names[languageId] ?? "") : "doc comment";
}
