import type { Check } from "../../protocol/edits.js";
import { addedHiddenCharacters } from "./hiddenCharacters.js";
import type { LineEdit } from "./hunks.js";
import type { Way } from "./matchFile.js";
import type { TargetDocument } from "./targetDocument.js";

/** A larger part of a file's lines than this is not deleted without a word. */
const much = 0.3;

/** That there is a proposal at all. */
export const formatCheck: Check = {
  name: "format",
  passed: true,
  message: "The answer has the form that was asked for.",
};

const byWords: Record<Exclude<Way, "rewrite" | "create">, string> = {
  exact: "exactly",
  whitespace: "apart from white space",
  lineFuzzy: "line by line, with small differences",
  similarity: "as a similar piece of code",
};

/** How the places of the edits were found. */
export function matchCheck(ways: ReadonlySet<Way>): Check {
  const found = [...ways].flatMap((way) => (way === "rewrite" || way === "create" ? [] : [byWords[way]]));
  const said = [
    ...(found.length > 0 ? [`The text to replace was found ${found.join("; ")}.`] : []),
    ...(ways.has("rewrite") ? ["The code block rewrites the chosen lines."] : []),
    ...(ways.has("create") ? ["A new file is created."] : []),
  ];
  return { name: "match", passed: true, message: said.join(" ") };
}

/**
 * What is to be said about the edits of a document before anybody accepts them: nothing where nothing is strange.
 *
 * @param several whether the message has to say which file it means.
 */
export function checksOf(
  { uri, path }: TargetDocument,
  lines: readonly string[],
  edits: readonly LineEdit[],
  several: boolean,
): readonly Check[] {
  const name = several ? ` ${path.slice(path.lastIndexOf("/") + 1)}` : "";
  const removed = edits.reduce((sum, { start, end, lines: added }) => sum + Math.max(0, end - start - added.length), 0);
  const checks: Check[] = [];
  if (removed > lines.length * much) {
    const message = `The edit${name && ` of${name}`} deletes ${String(removed)} of ${String(lines.length)} lines.`;
    checks.push({ name: "deletesMuch", passed: false, message, uri });
  }
  const hidden = new Set(
    edits.flatMap(({ start, end, lines: added }) =>
      addedHiddenCharacters(added.join("\n"), lines.slice(start, end).join("\n")),
    ),
  );
  if (hidden.size > 0) {
    const message = `The edit${name && ` of${name}`} adds characters that cannot be seen: ${[...hidden].join(", ")}.`;
    checks.push({ name: "hiddenCharacters", passed: false, message, uri });
  }
  return checks;
}
