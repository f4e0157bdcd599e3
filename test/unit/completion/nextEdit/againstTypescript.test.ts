import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSourceFile } from "../../../../benchmarks/completion/traces/sourceFiles.js";
import { NextEdits } from "../../../../language-server/completion/nextEdit/nextEdits.js";
import { SyntaxTrees } from "../../../../language-server/completion/syntax/syntaxTrees.js";
import { grammarFolder } from "../../../../scripts/grammars.js";

const trees = new SyntaxTrees({ folder: grammarFolder, failed: (problem) => expect.fail(problem), now: () => 0 });
beforeAll(async () => {
  for (const language of ["typescript", "javascript"]) await trees.load(language);
});
afterAll(() => trees.dispose());

/** Each local name of a file is renamed where it is declared, once by TypeScript's *Rename* and once by next edits. */
describe("next edits in real files, against TypeScript's Rename", () => {
  it.each([
    ["@huggingface/jinja", "src/lexer.ts"],
    ["@jridgewell/sourcemap-codec", "src/scopes.ts"],
    ["mocha", "lib/runnable.js"],
  ])("%s %s: no place too many, and nearly all", async (packageName, path) => {
    const { text, languageId } = await readSourceFile(packageName, path);
    const rename = renamer(path, text);
    const wrong: string[] = [];
    let [all, found] = [0, 0];
    for (const declared of declaredNames(path, text)) {
      const from = declared.getText();
      const to = `${from}Now`;
      const expected = rename(declared.getStart(), to);
      const places = expected.length - 1;
      if (places < 1) continue;
      all += places;
      const taken = takeAll(languageId, text, declared.getStart(), from, to);
      found += taken.length;
      const right = new Set(expected.map(({ start, newText }) => `${String(start)} ${newText}`));
      for (const { start, newText } of taken)
        if (!right.has(`${String(start)} ${newText}`)) wrong.push(`${from} ${lineAt(text, start)}`);
    }
    expect(all).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    expect(found / all).toBeGreaterThan(0.9);
  });
});

interface Place {
  /** In the text as it was. */
  readonly start: number;
  readonly newText: string;
}

function takeAll(languageId: string, text: string, at: number, from: string, to: string): readonly Place[] {
  const edits = new NextEdits(trees);
  const uri = "file:///renamed";
  edits.opened({ uri, languageId, text });
  let now = text.slice(0, at) + to + text.slice(at + from.length);
  edits.changed({ uri, languageId, text: now });
  const taken: Place[] = [];
  const put = [{ at, by: to.length - from.length }];
  for (;;) {
    const next = edits.find({ uri, languageId, text: now }, 0);
    if (next === undefined) return taken;
    const { start, end, newText = "" } = next;
    const before = put.reduce((by, one) => (one.at < start ? by + one.by : by), 0);
    taken.push({ start: start - before, newText });
    put.push({ at: start, by: newText.length - (end - start) });
    now = now.slice(0, start) + newText + now.slice(end);
    edits.changed({ uri, languageId, text: now });
  }
}

/** Variables, parameters and functions. */
function declaredNames(path: string, text: string): readonly ts.Identifier[] {
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node)) &&
      node.name !== undefined &&
      ts.isIdentifier(node.name) &&
      node.name.text !== "this"
    )
      names.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return names;
}

function renamer(path: string, text: string): (at: number, to: string) => readonly Place[] {
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ allowJs: true, noLib: true }),
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => (name === path ? ts.ScriptSnapshot.fromString(text) : undefined),
    getCurrentDirectory: () => "",
    getDefaultLibFileName: () => "",
    fileExists: (name) => name === path,
    readFile: () => undefined,
  });
  return (at, to) =>
    (service.findRenameLocations(path, at, false, false, { providePrefixAndSuffixTextForRename: true }) ?? []).map(
      ({ textSpan, prefixText = "", suffixText = "" }) => ({
        start: textSpan.start,
        newText: prefixText + to + suffixText,
      }),
    );
}

const lineAt = (text: string, at: number): string =>
  text.slice(text.lastIndexOf("\n", at) + 1, text.indexOf("\n", at)).trim();
