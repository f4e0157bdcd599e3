import type { CursorContext } from "./filters/filter.js";

/** What surrounds the cursor in a document, for the filters. */
export function cursorContext(text: string, offset: number): CursorContext {
  const before = text.slice(0, offset);
  const after = text.slice(offset);
  const [rest = "", ...below] = after.split(/\r\n|\n|\r/, 50);
  const nextLine = below.find((line) => line.trim() !== "");
  return {
    before: before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1),
    after: rest,
    ...(nextLine === undefined ? {} : { nextLine }),
  };
}
