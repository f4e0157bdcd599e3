/** How the words of a name are joined. */
export type NameForm = "camel" | "pascal" | "snake" | "constant" | "kebab" | "other";

/** The form of a name. A name of one small word can become any; it counts as `camel`. */
export function formOf(name: string): NameForm {
  const bare = name.replace(/^[_$#@]+/, "");
  if (/^[\p{Ll}\p{N}]+(?:_[\p{Ll}\p{N}]+)+$/u.test(bare)) return "snake";
  if (/^\p{Lu}[\p{Lu}\p{N}]*(?:_[\p{Lu}\p{N}]+)*$/u.test(bare) && bare.length > 1) return "constant";
  if (/^[\p{Ll}\p{N}]+(?:-[\p{Ll}\p{N}]+)+$/u.test(bare)) return "kebab";
  if (/^\p{Ll}[\p{L}\p{N}]*$/u.test(bare)) return "camel";
  if (/^\p{Lu}[\p{L}\p{N}]*$/u.test(bare)) return "pascal";
  return "other";
}

/** The words of a name, in small letters. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * A suggested name in the form of another one, which keeps its marks at the beginning (`_x`, `#x`, `$x`). In a language
 * where small words are joined by `_` the form of one word says nothing, so the suggestion keeps its own.
 */
export function inFormOf(suggested: string, name: string): string {
  const marks = /^[_$#@]*/.exec(name)?.[0] ?? "";
  const words = wordsOf(suggested);
  const [first = "", ...rest] = words;
  const isOneWord = wordsOf(name).length === 1;
  const form = formOf(name);
  const own = formOf(suggested);
  switch (form === "camel" && isOneWord && own === "snake" ? "snake" : form) {
    case "camel":
      return marks + first + rest.map(capital).join("");
    case "pascal":
      return marks + words.map(capital).join("");
    case "snake":
      return marks + words.join("_");
    case "constant":
      return marks + words.join("_").toUpperCase();
    case "kebab":
      return marks + words.join("-");
    case "other":
      return suggested;
  }
}
