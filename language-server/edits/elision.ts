import { PonderFailure } from "../../protocol/errors.js";

/** `// ... existing code ...`, `# rest unchanged`, `...`: the model left lines out. */
const elision =
  /^\s*(?:(?:\/\/|\/\*|#|--|<!--|;)\s*(?:\.{3}|…)|(?:\/\/|\/\*|#|--|<!--|;)\s*\(?(?:the )?(?:rest|remaining|other|existing|previous)\b.*\b(?:code|unchanged|same|here|lines|methods?|functions?)\b|(?:\.{3}|…)\s*$)/i;

/**
 * Refuses code in which the model stands for lines with dots: putting it into the file would delete them.
 *
 * @param oldLines the same line in the old text is no elision (`...` is valid Python).
 * @throws `noProposal`
 */
export function refuseElision(newLines: readonly string[], oldLines: readonly string[]): void {
  const known = new Set(oldLines.map((line) => line.trim()));
  const found = newLines.find((line) => elision.test(line) && !known.has(line.trim()));
  if (found === undefined) return;
  throw new PonderFailure(
    "noProposal",
    `The answer leaves lines out (“${found.trim()}”), so it cannot replace the code.`,
    "Select fewer lines and ask again.",
  );
}
