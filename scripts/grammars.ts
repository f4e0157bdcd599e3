import { cp, mkdir } from "node:fs/promises";
import path from "node:path";

/** Where the grammars come from. */
export const grammarFolder = path.resolve(import.meta.dirname, "../node_modules/@vscode/tree-sitter-wasm/wasm");

const languages = ["typescript", "tsx", "javascript", "python", "go", "rust", "java", "css"];

/** What of it is shipped: `language-server/completion/syntax/grammars.ts` loads these. */
export const shippedGrammars: readonly string[] = [
  "tree-sitter.wasm",
  ...languages.map((language) => `tree-sitter-${language}.wasm`),
];

/** Copies the grammars, with their licence, beside the bundles. */
export async function copyGrammars(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const file of shippedGrammars) await cp(path.join(grammarFolder, file), path.join(target, file));
  await cp(path.join(grammarFolder, "../LICENSE"), path.join(target, "LICENSE"));
}
