import type { MentionTarget, Suggestion } from "../../../protocol/panel/messages.js";
import { mentionText } from "./mentions.js";
import type { JudgeFiles } from "./judgeFiles.js";
import { rankPaths } from "./rankPaths.js";
import { findSymbols } from "./symbols.js";
import type { WorkspaceFiles } from "./workspaceFiles.js";

/** Rows of the list; who does not find it among them types more. */
const most = 20;

/** What a mention could name. Files that the user rather keeps to themselves are not offered; they can be typed. */
export async function suggestionsFor(
  target: MentionTarget,
  query: string,
  files: WorkspaceFiles,
  judge: JudgeFiles,
): Promise<readonly Suggestion[]> {
  if (target === "symbol") return symbolSuggestions(query);
  const all = await (target === "file" ? files.paths() : files.folders());
  const paths = rankPaths([...all.keys()], query, 2 * most);
  const uris = paths.flatMap((path) => all.get(path) ?? []);
  const reasons = await judge(uris).catch(() => uris.map(() => null));
  return paths
    .filter((_, at) => reasons[at] === null)
    .slice(0, most)
    .map((path) => ({
      mention: mentionText({ kind: target, path }),
      label: path.slice(path.lastIndexOf("/") + 1),
      detail: path.slice(0, Math.max(0, path.lastIndexOf("/"))),
    }));
}

async function symbolSuggestions(query: string): Promise<readonly Suggestion[]> {
  const [name = ""] = query.split("@", 1);
  // Language support answers with everything, or nothing, where nothing is typed.
  if (name === "") return [];
  const found = await findSymbols(name);
  const names = found.map((symbol) => symbol.name);
  return found.slice(0, most).map((symbol) => {
    const isAlone = names.filter((other) => other === symbol.name).length === 1;
    const where = isAlone ? {} : { path: symbol.path };
    return {
      mention: mentionText({ kind: "symbol", name: symbol.name, ...where }),
      label: symbol.container === "" ? symbol.name : `${symbol.container}.${symbol.name}`,
      detail: symbol.path,
    };
  });
}
