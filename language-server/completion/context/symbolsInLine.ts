/** A name in a line of code. */
export interface NamedPlace {
  readonly name: string;
  /** Where it begins in the line, in UTF-16 code units. */
  readonly index: number;
}

const word = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const comment = /^\s*(?:\/\/|\/?\*|#|--|;|<!--)/;
/** Words that are followed by `(` or begin with a capital letter and have no declaration, in many languages. */
const keywords = new Set(
  (
    "if for while switch catch return throw function typeof await async new delete void yield with elif except assert " +
    "lambda print def class func defer select match loop unless until when sizeof super self this None True False " +
    "String Number Boolean Object Array Promise Map Set Error Math JSON Date"
  ).split(" "),
);

/** Whether a word is one of the language, as far as one can tell without knowing which it is. */
export const isKeyword = (name: string): boolean => keywords.has(name);

/** The names in a line that are no part of a string or a comment, from the left; shorter ones say little. */
export function namesInLine(code: string): readonly NamedPlace[] {
  if (comment.test(code)) return [];
  return [...code.matchAll(word)]
    .filter(({ 0: name, index }) => name.length >= 3 && !keywords.has(name) && !isQuoted(code, index))
    .map(({ 0: name, index }) => ({ name, index }));
}

/** Those of the names whose declarations say most: types, and functions that are called. */
export function symbolsInLine(code: string): readonly NamedPlace[] {
  return namesInLine(code).filter(({ name, index }) => {
    const isCalled =
      /^\s*(?:<[^<>()]*>)?\(/.test(code.slice(index + name.length)) &&
      !/(?:function|def|func|fn)\s+$/.test(code.slice(0, index));
    return isCalled || /^\p{Lu}.*\p{Ll}/u.test(name);
  });
}

/** Whether a place stands in a string, as far as one line tells. */
function isQuoted(line: string, at: number): boolean {
  let quote = "";
  for (let index = 0; index < at; index++) {
    const char = line.charAt(index);
    if (char === "\\") index++;
    else if (quote === "" && (char === '"' || char === "'" || char === "`")) quote = char;
    else if (char === quote) quote = "";
  }
  return quote !== "";
}
