import type { Position } from "../../../protocol/text.js";
import type { CompletionPlace } from "../completionPlace.js";
import { lineOfOffset, linesOf } from "./pieces.js";

/** A name near the caret, and where it stands. */
export interface NearbySymbol {
  readonly name: string;
  readonly position: Position;
}

/** So many at most: each costs the editor's language support some work. */
const mostSymbols = 6;
/** So many lines above the caret's are looked through. */
const reach = 8;

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

/**
 * The names whose declarations help most to write on: the function whose arguments the caret stands in, then types and
 * called functions, those nearest to the caret first. The word that is being typed is not one yet.
 */
export function nearbySymbols({ text, offset }: CompletionPlace): readonly NearbySymbol[] {
  const caretLine = lineOfOffset(text, offset);
  const lines = linesOf(text.slice(0, offset));
  const found = new Map<string, NearbySymbol>();
  const add = (name: string, line: number, character: number) => {
    if (found.size < mostSymbols && !found.has(name)) found.set(name, { name, position: { line, character } });
  };
  const typed = lines[caretLine] ?? "";
  const call = openCall(typed);
  if (call !== undefined) add(call.name, caretLine, call.character);

  for (let line = caretLine; line >= Math.max(0, caretLine - reach); line--) {
    const code = lines[line] ?? "";
    if (comment.test(code)) continue;
    const isTyped = line === caretLine;
    // From the right: what is nearer to the caret counts more.
    for (const { 0: name, index } of [...code.matchAll(word)].reverse()) {
      const end = index + name.length;
      if (isTyped && end === code.length) continue;
      if (name.length < 3 || keywords.has(name) || isQuoted(code, index)) continue;
      const isCalled =
        /^\s*(?:<[^<>()]*>)?\(/.test(code.slice(end)) && !/(?:function|def|func|fn)\s+$/.test(code.slice(0, index));
      if (isCalled || /^\p{Lu}.*\p{Ll}/u.test(name)) add(name, line, index);
    }
  }
  return [...found.values()];
}

/** The function whose arguments the line ends in. */
function openCall(line: string): { readonly name: string; readonly character: number } | undefined {
  let depth = 0;
  for (let at = line.length - 1; at >= 0; at--) {
    const char = line.charAt(at);
    if (char === ")") depth++;
    else if (char === "(" && depth > 0) depth--;
    else if (char === "(") {
      const name = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(line.slice(0, at));
      if (name !== null && name[0].length >= 2 && !keywords.has(name[0]))
        return { name: name[0], character: name.index };
    }
  }
  return undefined;
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
