import type { Position } from "../../../protocol/text.js";
import type { CompletionPlace } from "../completionPlace.js";
import { lineOfOffset, linesOf } from "./pieces.js";
import { isKeyword, symbolsInLine } from "./symbolsInLine.js";

/** A name near the caret, and where it stands. */
export interface NearbySymbol {
  readonly name: string;
  readonly position: Position;
}

/** So many at most: each costs the editor's language support some work. */
const mostSymbols = 6;
/** So many lines above the caret's are looked through. */
const reach = 8;

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
    // From the right: what is nearer to the caret counts more.
    for (const { name, index } of [...symbolsInLine(code)].reverse()) {
      const isTyped = line === caretLine && index + name.length === code.length;
      if (!isTyped) add(name, line, index);
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
      if (name !== null && name[0].length >= 2 && !isKeyword(name[0])) return { name: name[0], character: name.index };
    }
  }
  return undefined;
}
