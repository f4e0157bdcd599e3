import { fileURLToPath, pathToFileURL } from "node:url";
import type { Verification } from "../../../protocol/verify.js";
import type { FindProblems, JudgedText } from "../foundProblem.js";
import { findTypescript } from "./findTypescript.js";
import type { TypescriptChecker } from "./typescriptChecker.js";

const languages: ReadonlySet<string> = new Set(["typescript", "typescriptreact", "javascript", "javascriptreact"]);

/** Whether TypeScript judges a language. */
export const isScript = (languageId: string): boolean => languages.has(languageId);

/**
 * Finds problems with the folder's own TypeScript; else with the editor's, which is no stranger's.
 *
 * @param unsaved the open documents, whose texts other files are checked against.
 */
export function typescriptProblems(
  checker: Pick<TypescriptChecker, "problems">,
  { folder, typescript: ofEditor }: Verification,
  unsaved: () => readonly JudgedText[],
): FindProblems {
  return async (texts, signal) => {
    const root = diskPath(folder);
    const [first] = texts;
    const file = first && diskPath(first.uri);
    if (root === undefined || file === undefined)
      return { unknown: "TypeScript judges files on this machine's disk only." };
    const typescript = findTypescript(file, root) ?? ofEditor;
    if (typescript === undefined) return { unknown: "There is no TypeScript in this folder." };
    // The later text of a path counts.
    const all = new Map<string, string>();
    for (const { uri, languageId, text } of [...unsaved(), ...texts]) {
      const path = isScript(languageId) ? diskPath(uri) : undefined;
      if (path !== undefined) all.set(path, text);
    }
    const paths = texts.flatMap(({ uri, languageId }) => (isScript(languageId) ? (diskPath(uri) ?? []) : []));
    const found = await checker.problems(
      { typescript, folder: root, texts: [...all].map(([path, text]) => ({ path, text })), paths },
      signal,
    );
    if ("unknown" in found) return found;
    return found.map(({ path, ...problem }) => ({ ...problem, uri: pathToFileURL(path).href }));
  };
}

function diskPath(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
