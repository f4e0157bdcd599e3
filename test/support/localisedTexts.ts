import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const folders = ["extension", "media", "protocol"];

/** The texts that the sources hand to `t` and `l10n.t`. */
export interface LocalisedTexts {
  readonly keys: ReadonlySet<string>;
  /** Calls whose text is not written out where it is used, as `file:line`: no translation can be found for them. */
  readonly unreadable: readonly string[];
}

/** Reads the texts out of all sources under `root`. */
export function readLocalisedTexts(root: string): LocalisedTexts {
  const keys = new Set<string>();
  const unreadable: string[] = [];
  for (const file of folders.flatMap((folder) => sourcesIn(root, folder))) {
    const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isT(node.expression)) {
        const [text] = node.arguments;
        if (text && ts.isStringLiteralLike(text)) keys.add(text.text);
        else unreadable.push(`${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { keys, unreadable };
}

function sourcesIn(root: string, folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(folder, name));
}

function isT(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === "t";
  return ts.isPropertyAccessExpression(callee) && callee.name.text === "t" && callee.expression.getText() === "l10n";
}
