import type { Check } from "../../protocol/edits.js";
import { addedHiddenCharacters } from "./hiddenCharacters.js";
import type { LineEdit } from "./hunks.js";

/** A larger part of a file's lines than this is not deleted without a word. */
const much = 0.3;

/** What is to be said about edits before anybody accepts them: nothing where nothing is strange. */
export function checksOf(lines: readonly string[], edits: readonly LineEdit[]): readonly Check[] {
  const removed = edits.reduce((sum, { start, end, lines: added }) => sum + Math.max(0, end - start - added.length), 0);
  const checks: Check[] = [];
  if (removed > lines.length * much) {
    const message = `The edit deletes ${String(removed)} of ${String(lines.length)} lines.`;
    checks.push({ name: "deletesMuch", passed: false, message });
  }
  const hidden = new Set(
    edits.flatMap(({ start, end, lines: added }) =>
      addedHiddenCharacters(added.join("\n"), lines.slice(start, end).join("\n")),
    ),
  );
  if (hidden.size > 0) {
    const message = `The edit adds characters that cannot be seen: ${[...hidden].join(", ")}.`;
    checks.push({ name: "hiddenCharacters", passed: false, message });
  }
  return checks;
}
