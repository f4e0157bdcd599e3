import type { ContextItem } from "../../protocol/chat.js";
import type { ContextChip } from "../../protocol/panel/state.js";
import type { Range } from "../../protocol/text.js";

/** Lines of a range as people count them: from 1, both ends included. A line of which nothing is taken is left out. */
export function linesOf({ start, end }: Range): { readonly first: number; readonly last: number } {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { first: start.line + 1, last };
}

/** For example `cart.ts 12–31`, `cart.ts 12` or, for a whole file, `cart.ts`. */
export function labelOf({ path, range }: Pick<ContextItem, "path" | "range">): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!range) return name;
  const { first, last } = linesOf(range);
  return first === last ? `${name} ${first}` : `${name} ${first}–${last}`;
}

/** The chip that stands for a piece of context. The same piece of the same file has the same id. Pure. */
export function chipOf(item: Pick<ContextItem, "path" | "range">): ContextChip {
  const lines = item.range && linesOf(item.range);
  return {
    id: lines ? `${item.path}#L${lines.first}-${lines.last}` : item.path,
    label: labelOf(item),
    title: lines ? `${item.path}, lines ${lines.first} to ${lines.last}` : item.path,
  };
}
