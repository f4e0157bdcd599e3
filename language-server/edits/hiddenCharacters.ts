/**
 * Characters that a reader does not see but a compiler or a model does: bidirectional controls (CVE-2021-42574), zero
 * width, the tags block, variation selectors of the supplement, fillers, and controls other than tab and line ends.
 * Joiners between letters or pictures and a mark behind them are how some scripts and emoji are written.
 */
const hidden =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}]|(?<![\p{L}\p{M}\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}\uFE0F])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{Extended_Pictographic}\u2640\u2642\u2695])|(?<=[A-Za-z0-9_])[\u200C\u200D]|[\uD800-\uDFFF]/gu;
const flag = /\u{1F3F4}[\u{E0020}-\u{E007E}]{2,6}\u{E007F}/gu;

/**
 * The hidden characters that a text has more of than the one it replaces, as `U+202E`, each once.
 */
export function addedHiddenCharacters(newText: string, oldText: string): readonly string[] {
  const before = countHidden(oldText);
  const added = [...countHidden(newText)].filter(([code, count]) => count > (before.get(code) ?? 0));
  return added.map(([code]) => code);
}

function countHidden(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  // The flags of England, Scotland and Wales are written with tags.
  for (const [character] of text.replace(flag, "").matchAll(hidden)) {
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}
