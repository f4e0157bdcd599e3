import { commands, Uri, workspace, type Location, type LocationLink } from "vscode";
import type { CompletionDeclarationsParams, DeclaredText } from "../../protocol/completion.js";
import { toPosition } from "../documents.js";
import { isSupportedScheme } from "../server/schemes.js";
import { declaredLines } from "./declaredLines.js";

/** A larger file is generated, in bytes. */
const largestFile = 2_000_000;

/**
 * Answers `ponder/completion/declarations`: asks the editor's own language support. What has no answer in time is null.
 * Whether the text may be used is for the server to decide, which knows the ignore rules.
 */
export async function findDeclarations({
  uri,
  positions,
  timeLimitMs,
}: CompletionDeclarationsParams): Promise<(DeclaredText | null)[]> {
  const found: (DeclaredText | null)[] = positions.map(() => null);
  const document = Uri.parse(uri);
  const work = positions.map(async (position, at) => {
    const places = await commands.executeCommand<readonly (Location | LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document,
      toPosition(position),
    );
    const [place] = places;
    if (place) found[at] = await read(place);
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, timeLimitMs)));
  // One provider that fails, as it does for a file that is gone, says nothing about the others.
  await Promise.race([Promise.allSettled(work), timeout]);
  clearTimeout(timer);
  return [...found];
}

async function read(place: Location | LocationLink): Promise<DeclaredText | null> {
  const [uri, { start, end }] = "targetUri" in place ? [place.targetUri, place.targetRange] : [place.uri, place.range];
  if (!isSupportedScheme(uri.scheme)) return null;
  const text = await textOf(uri);
  if (text === undefined) return null;
  const lines = declaredLines(text, start.line, end.line);
  if (lines.length === 0) return null;
  const range = { start: { line: start.line, character: 0 }, end: { line: start.line + lines.length, character: 0 } };
  return { uri: uri.toString(), range, text: `${lines.join("\n")}\n` };
}

/** The text of a file, without opening a document: that would make it look like one that the user works with. */
async function textOf(uri: Uri): Promise<string | undefined> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  const { size } = await workspace.fs.stat(uri);
  return size > largestFile ? undefined : new TextDecoder().decode(await workspace.fs.readFile(uri));
}
