import { commands, type DocumentSymbol, type Range, type SymbolInformation, type Uri } from "vscode";
import { fromRange, shownPath } from "../../documents.js";
import { isSupportedScheme } from "../../server/schemes.js";
import type { Source } from "./source.js";

/** A symbol of the workspace. */
export interface FoundSymbol {
  readonly name: string;
  /** The class or module it is in; empty: none, or not known. */
  readonly container: string;
  readonly path: string;
  readonly uri: Uri;
  readonly range: Range;
}

/** What the editor's language support finds in the workspace for a name or a part of one. */
export async function findSymbols(query: string): Promise<readonly FoundSymbol[]> {
  const found = await commands.executeCommand<readonly SymbolInformation[] | undefined>(
    "vscode.executeWorkspaceSymbolProvider",
    query,
  );
  return (found ?? [])
    .filter(({ location }) => isSupportedScheme(location.uri.scheme))
    .map(({ name, containerName, location: { uri, range } }) => ({
      // Some languages show a function with its parentheses.
      name: name.replace(/\(.*\)$/, ""),
      container: containerName,
      path: shownPath(uri),
      uri,
      range,
    }));
}

/** The symbol's whole declaration: what is found is its name only, in some languages. */
export async function symbolSource({ name, uri, range }: FoundSymbol): Promise<Source> {
  const symbols = await commands.executeCommand<readonly (DocumentSymbol | SymbolInformation)[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    uri,
  );
  const around = flat(symbols ?? [])
    .filter((symbol) => symbol.name.replace(/\(.*\)$/, "") === name && symbol.range.contains(range.start))
    .at(-1);
  return { kind: "file", uri, range: fromRange(around?.range ?? range), name };
}

function flat(
  symbols: readonly (DocumentSymbol | SymbolInformation)[],
): readonly { readonly name: string; readonly range: Range }[] {
  return symbols.flatMap((symbol) =>
    "children" in symbol
      ? [{ name: symbol.name, range: symbol.range }, ...flat(symbol.children)]
      : [{ name: symbol.name, range: symbol.location.range }],
  );
}
