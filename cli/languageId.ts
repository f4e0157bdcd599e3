import path from "node:path";

/** VS Code's language identifiers of common files. The server uses them for the fence of a code block. */
const byExtension: Readonly<Record<string, string>> = {
  ".c": "c",
  ".h": "c",
  ".cc": "cpp",
  ".cpp": "cpp",
  ".hpp": "cpp",
  ".cs": "csharp",
  ".css": "css",
  ".go": "go",
  ".html": "html",
  ".java": "java",
  ".js": "javascript",
  ".cjs": "javascript",
  ".mjs": "javascript",
  ".jsx": "javascriptreact",
  ".json": "json",
  ".kt": "kotlin",
  ".lua": "lua",
  ".md": "markdown",
  ".php": "php",
  ".py": "python",
  ".rb": "ruby",
  ".rs": "rust",
  ".sh": "shellscript",
  ".sql": "sql",
  ".swift": "swift",
  ".ts": "typescript",
  ".cts": "typescript",
  ".mts": "typescript",
  ".tsx": "typescriptreact",
  ".xml": "xml",
  ".yaml": "yaml",
  ".yml": "yaml",
};

/** The language of a file by its extension; `plaintext` where it is not known. */
export function languageIdOf(file: string): string {
  return byExtension[path.extname(file).toLowerCase()] ?? "plaintext";
}
