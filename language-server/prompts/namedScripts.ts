import type { Script } from "../engine/engine.js";

/** What these three are written with beside Latin letters. */
export const japanese: readonly Script[] = ["Hiragana", "Katakana", "Han"];
export const chinese: readonly Script[] = ["Han", "Bopomofo"];
export const korean: readonly Script[] = ["Hangul"];

/** Languages by what they are written with, and English words for that. Latin and Greek are allowed anyway. */
const languages: readonly (readonly [codes: string, words: string, written: readonly Script[]])[] = [
  ["zh", "Mandarin Cantonese Hanzi", chinese],
  ["ja", "Kanji Hiragana Katakana", japanese],
  ["ko", "Hangul", korean],
  ["", "CJK", [...chinese, ...japanese, ...korean]],
  ["ru uk be bg mk sr kk mn", "Cyrillic", ["Cyrillic"]],
  ["ar fa ur ps", "Farsi", ["Arabic"]],
  ["he yi", "", ["Hebrew"]],
  ["hi mr ne sa", "Devanagari", ["Devanagari"]],
  ["bn", "Bengali", ["Bengali"]],
  ["pa", "Gurmukhi", ["Gurmukhi"]],
  ["gu", "", ["Gujarati"]],
  ["ta", "", ["Tamil"]],
  ["te", "", ["Telugu"]],
  ["kn", "", ["Kannada"]],
  ["ml", "", ["Malayalam"]],
  ["si", "", ["Sinhala"]],
  ["th", "", ["Thai"]],
  ["lo", "", ["Lao"]],
  ["km", "", ["Khmer"]],
  ["my", "", ["Myanmar"]],
  ["bo", "", ["Tibetan"]],
  ["am", "", ["Ethiopic"]],
  ["ka", "", ["Georgian"]],
  ["hy", "", ["Armenian"]],
];

/** Those that questions are asked in: VS Code's own, and those of `ponder.thinking.language`. */
const asked = "en de fr es it pt pl cs hu tr ru uk zh ja ko el ar he hi th".split(" ");

const withoutBlanks = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

type Names = ReadonlyMap<string, readonly Script[]>;
let known: { readonly words: Names; readonly pieces: Names } | undefined;

/**
 * With which letters the languages are written that a text names: “How do I say hello in Chinese?”, “auf Chinesisch”,
 * “用俄语”. The names are those of Unicode's CLDR, which comes with the runtime.
 */
export function namedScripts(text: string): readonly Script[] {
  const { words, pieces } = (known ??= knownNames());
  const lower = text.toLowerCase();
  const written = new Set(lower.match(/\p{L}[\p{L}\p{M}]*/gu));
  const found = [...written].flatMap((word) => stemsOf(word).flatMap((stem) => words.get(stem) ?? []));
  if (withoutBlanks.test(text)) pieces.forEach((more, name) => lower.includes(name) && found.push(...more));
  return found;
}

function knownNames() {
  const names = asked.map((locale) => new Intl.DisplayNames([locale], { type: "language" }));
  const [words, pieces] = [new Map<string, readonly Script[]>(), new Map<string, readonly Script[]>()];
  for (const [codes, english, written] of languages) {
    const all = [...split(english), ...split(codes).flatMap((code) => names.map((of) => of.of(code) ?? code))];
    for (const name of all) (withoutBlanks.test(name) ? pieces : words).set(rootOf(name.toLowerCase()), written);
  }
  return { words, pieces };
}

const split = (list: string): readonly string[] => (list === "" ? [] : list.split(" "));

/** Russian and Ukrainian names of languages are adjectives. */
const rootOf = (name: string): string => name.replace(/(?<=[сц]ьк|ск)(?:ий|а)$/u, "");

/** A word, and what is left of a long one without an ending that it may have. */
const stemsOf = (word: string): readonly string[] =>
  [0, 1, 2, 3]
    .filter((ending) => ending === 0 || word.length - ending >= 5)
    .map((ending) => word.slice(0, word.length - ending));
