import { Location, Uri, type ChatPromptReference } from "vscode";
import { fromRange } from "../../documents.js";
import { filePiece } from "../attachments/filePiece.js";
import type { JudgeFiles } from "../attachments/judgeFiles.js";
import type { AttachedItem } from "../conversations/savedConversation.js";

/** What went along, and what did not. */
export interface ReadReferences {
  readonly items: readonly AttachedItem[];
  /** Places to show as used. */
  readonly used: readonly (Uri | Location)[];
  /** Files that could not be read or look like ones with secrets. */
  readonly refused: readonly string[];
}

/** Reads what the user attached in VS Code's chat. @param limit most UTF-16 code units of one piece. */
export async function readReferences(
  references: readonly ChatPromptReference[],
  judge: JudgeFiles,
  limit: number,
): Promise<ReadReferences> {
  const items: AttachedItem[] = [];
  const used: (Uri | Location)[] = [];
  const refused: string[] = [];
  for (const { id, value } of references) {
    if (typeof value === "string") {
      items.push({ path: id, languageId: "plaintext", text: value });
      continue;
    }
    const uri = value instanceof Location ? value.uri : value instanceof Uri ? value : undefined;
    if (!uri) continue;
    try {
      if ((await judge([uri]))[0] === "secretsFile") throw new Error("secret");
      const range = value instanceof Location ? { range: fromRange(value.range) } : {};
      const { item } = await filePiece({ uri, ...range }, limit);
      if (item) items.push(item);
      used.push(value as Uri | Location);
    } catch {
      refused.push(uri.path.slice(uri.path.lastIndexOf("/") + 1));
    }
  }
  return { items, used, refused };
}
