import { l10n } from "vscode";
import { terminalSelection } from "../../terminalSelection.js";
import { bestMatches } from "../codeBlocks/pathMatch.js";
import { mentionText, type Mention } from "./mentions.js";
import { missingPiece, type ShownPiece, type Source } from "./source.js";
import { findSymbols, symbolSource } from "./symbols.js";
import type { WorkspaceFiles } from "./workspaceFiles.js";

/** What a mention means; where it means nothing, a piece that says so. @param nextTerminal a number for a new piece. */
export async function mentionSource(
  mention: Mention,
  files: WorkspaceFiles,
  nextTerminal: () => number,
): Promise<Source | ShownPiece> {
  switch (mention.kind) {
    case "selection":
    case "problems":
      return { kind: mention.kind };
    case "terminal":
      return { kind: "terminal", text: await terminalSelection(), number: nextTerminal() };
    case "changes":
      return { kind: "changes", staged: false };
    case "file":
    case "folder": {
      const all = await (mention.kind === "file" ? files.paths() : files.folders());
      const path = mention.path.replace(/\/+$/, "");
      const [first, ...others] = all.has(path) ? [path] : bestMatches(path, [...all.keys()]);
      const uri = all.get(first ?? "");
      if (!uri) return missing(mention, l10n.t("There is no {0} in this workspace", mention.path));
      if (others.length > 0) return missing(mention, l10n.t("There are several; write the path, too"));
      return { kind: mention.kind, uri };
    }
    case "symbol": {
      const { name, path } = mention;
      const found = (await findSymbols(name)).filter(
        (symbol) => symbol.name === name && (path === undefined || symbol.path === path),
      );
      const [first, ...others] = found;
      if (!first) return missing(mention, l10n.t("The editor knows no symbol {0}", name));
      if (others.length > 0) return missing(mention, l10n.t("There are several; choose one from the list"));
      return symbolSource(first);
    }
  }
}

function missing(mention: Mention, note: string): ShownPiece {
  const text = mentionText(mention);
  return missingPiece(text, text, note);
}
