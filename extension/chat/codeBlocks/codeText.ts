import { pathInInfo, pathInLine } from "../../../protocol/pathLine.js";
import type { CodeBlock } from "../../../protocol/panel/messages.js";

/** Names that models write behind a fence, and VS Code's language identifiers, where the two differ. */
const languageIds: Readonly<Record<string, string>> = {
  bash: "shellscript",
  "c#": "csharp",
  "c++": "cpp",
  cs: "csharp",
  docker: "dockerfile",
  golang: "go",
  htm: "html",
  js: "javascript",
  json5: "jsonc",
  jsx: "javascriptreact",
  kt: "kotlin",
  make: "makefile",
  md: "markdown",
  objc: "objective-c",
  ps1: "powershell",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "shellscript",
  shell: "shellscript",
  ts: "typescript",
  tsx: "typescriptreact",
  yml: "yaml",
  zsh: "shellscript",
};

/** The language of a block; `undefined` where the editor does not know it. Pure. @param known all that it knows. */
export function languageOf({ info }: Pick<CodeBlock, "info">, known: readonly string[]): string | undefined {
  const name = /^[^\s:{]+/.exec(info.trim())?.[0].toLowerCase() ?? "";
  const id = Object.hasOwn(languageIds, name) ? languageIds[name] : name;
  return known.find((each) => each === id);
}

/** The path that a block names, behind its fence or in the line above it. A stranger's text. Pure. */
export function pathOf({ info, above }: Pick<CodeBlock, "info" | "above">): string | undefined {
  return pathInInfo(info) ?? pathInLine(above);
}

/** The block as it stood in the answer, for `ponder/edit/match`. Pure. */
export function answerWith({ code, info, above }: CodeBlock): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const head = pathInLine(above) === undefined ? "" : `${above}\n`;
  // Backticks behind a fence of backticks make it no fence (CommonMark 0.31, section 4.5).
  return `${head}${fence}${info.replace(/[`\r\n]/g, "")}\n${code.replace(/\r?\n$/, "")}\n${fence}\n`;
}

/** Code as it is inserted into a line: without its last line end and the indentation that all lines share. Pure. */
export function insertedText(code: string): string {
  const lines = code.replace(/\r?\n$/, "").split(/\r?\n/);
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  const [first = "", ...others] = indents;
  const shared = others.reduce((common, indent) => {
    let length = 0;
    while (length < common.length && common[length] === indent[length]) length++;
    return common.slice(0, length);
  }, first);
  return lines.map((line) => (line.trim() === "" ? "" : line.slice(shared.length))).join("\n");
}
