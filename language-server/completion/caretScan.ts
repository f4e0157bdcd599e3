import type { CursorContext } from "./cursorContext.js";
import { languageRules } from "./syntax/languageRules.js";
import { scan, type Scan } from "./syntax/scan.js";

const known = new WeakMap<CursorContext, Scan>();

/** What is open at the caret, as far as the lines above show it. Read once for a context. */
export function caretScan(context: CursorContext): Scan {
  const before = known.get(context);
  if (before !== undefined) return before;
  const found = scan([...context.above, context.before].join("\n"), languageRules(context.languageId), undefined, true);
  known.set(context, found);
  return found;
}
