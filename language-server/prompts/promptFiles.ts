import type { ContextItem } from "../../protocol/chat.js";

/**
 * A piece of a file as DeepSeek's own application puts it into a prompt (DeepSeek-R1 README, "Usage
 * Recommendations"): no fence, so code that holds fences needs no escaping.
 */
export function renderFile(path: string, text: string): string {
  return `[file name]: ${oneLine(path)}\n[file content begin]\n${text.replaceAll("\r\n", "\n")}\n[file content end]\n`;
}

/** What the prompt says of a piece of context. */
export type PromptPiece = Pick<ContextItem, "kind" | "path" | "range" | "text">;

/** The pieces of context in the order in which the user sees them. A part of a file says which lines it is. */
export function renderContext(items: readonly PromptPiece[]): string {
  return items.map((item) => renderFile(nameOf(item), item.text)).join("\n");
}

function nameOf(item: PromptPiece): string {
  if (item.kind === "outline") return `${item.path} (outline)`;
  if (item.range === undefined) return item.path;
  const { start, end } = item.range;
  const lastLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return start.line + 1 === lastLine
    ? `${item.path} (line ${String(lastLine)})`
    : `${item.path} (lines ${String(start.line + 1)}-${String(lastLine)})`;
}

/** A file name cannot smuggle lines into the prompt. */
function oneLine(path: string): string {
  return path.replace(/[\r\n]+/g, " ");
}
