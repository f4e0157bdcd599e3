import { scripts, type Script } from "../engine/engine.js";
import type { Language } from "../../protocol/settings.js";
import { chinese, japanese, korean, namedScripts } from "./namedScripts.js";

/** What a prompt shows of the user. */
export interface ShownText {
  /** What the user wrote, the question and the earlier turns. */
  readonly prose: readonly string[];
  /** What the user shows: files, code, messages of compilers. */
  readonly material: readonly string[];
}

/** Code, mathematics and names of products are written in these in every language. */
const always: readonly Script[] = ["Latin", "Greek"];

const ofLanguage: Readonly<Record<Exclude<Language, "auto" | "any">, readonly Script[]>> = {
  en: [],
  zh: chinese,
  ja: japanese,
  ko: korean,
  ru: ["Cyrillic"],
  el: ["Greek"],
  ar: ["Arabic"],
  he: ["Hebrew"],
  hi: ["Devanagari"],
  th: ["Thai"],
};

/** Fenced blocks, inline code, and text between quotation marks; a mark within a word is an apostrophe. */
const quoted = new RegExp(
  [
    ...[/```[\s\S]*?(?:```|$)/, /`[^`\n]+`/, /"[^"\n]+"/, /(?<![\p{L}\p{N}])'[^'\n]+'(?![\p{L}\p{N}])/u],
    ...[/“[^“”\n]+”/, /„[^“”\n]+[“”]/, /[‘‚][^‘’\n]+[‘’]/, /«[^«»\n]+»/, /»[^«»\n]+«/, /‹[^‹›\n]+›/],
    ...[/「[^」\n]+」/, /『[^』\n]+』/, /《[^》\n]+》/],
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

const tests: readonly (readonly [Script, RegExp])[] = scripts.map((script) => [
  script,
  new RegExp(`\\p{Script=${script}}`, "u"),
]);

const han = /\p{Script=Han}/u;

/** What a prompt shows that has code in it and, behind that, the user's own words. */
export function shownIn(prompt: string, words = ""): ShownText {
  const at = prompt.lastIndexOf(words.trim());
  return {
    prose: [words],
    material: at < 0 ? [prompt] : [prompt.slice(0, at), prompt.slice(at + words.trim().length)],
  };
}

/**
 * Decides in whose letters the model may think and answer: R1 falls into Chinese in the middle of English thoughts.
 *
 * With `auto` these are the letters that occur anywhere in the prompt, and those of languages that the question names.
 * With a language they are its letters; what the user shows or quotes may be repeated all the same, or the model could
 * not copy a comment or a string of the code that it rewrites. Letters are judged by their script, so this cannot tell
 * languages apart that share one.
 *
 * @returns undefined: all letters.
 */
export function allowedScripts(language: Language, shown: ShownText): readonly Script[] | undefined {
  if (language === "any") return undefined;
  const { prose, material } = shown;
  const allowed = new Set<Script>(always);
  const add = (more: readonly Script[]) => more.forEach((script) => allowed.add(script));
  material.forEach((text) => add(scriptsIn(text)));
  if (language === "auto") {
    for (const text of prose) {
      add(scriptsIn(text));
      // A few Chinese characters may be all there is of a Japanese question.
      if (han.test(text)) add([...chinese, ...japanese]);
      add(namedScripts(text));
    }
  } else {
    add(ofLanguage[language]);
    prose.forEach((text) => add(scriptsIn((text.match(quoted) ?? []).join("\n"))));
  }
  return scripts.filter((script) => allowed.has(script));
}

/** The scripts of a text's letters; with kana also what Japanese is written with besides. */
function scriptsIn(text: string): readonly Script[] {
  const found = tests.flatMap(([script, test]) => (test.test(text) ? [script] : []));
  return found.includes("Hiragana") || found.includes("Katakana") ? [...found, ...japanese] : found;
}
