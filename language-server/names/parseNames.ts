import { inFormOf } from "./nameForm.js";

/** More than these are no help to choose. */
const most = 5;
/** Longer ones are no names, in characters. */
const longest = 60;

const name = /[\p{L}_$#@][\p{L}\p{N}_$-]*/u;

/**
 * The names that an answer suggests for a name, in its form, the best first: one a line, in lists, in back-ticks, with
 * or without a reason behind it. Pure.
 *
 * @param answer without its thought.
 * @param taken names that are used already where the name is.
 */
export function parseNames(answer: string, old: string, taken: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const raw of candidates(answer)) {
    if (raw.length > longest || !isName(raw)) continue;
    const suggested = inFormOf(raw, old);
    if (suggested !== old && !taken.has(suggested)) found.add(suggested);
  }
  return [...found].slice(0, most);
}

/** Quoted names count before all others: prose around them holds many words that look like names. */
function candidates(answer: string): readonly string[] {
  const lines = answer.split(/\r?\n/).filter((line) => !/^\s*```/.test(line));
  const quoted = lines.flatMap((line) => [...line.matchAll(/[`"“]([^`"”\s]+)[`"”]/g)].map(([, text = ""]) => text));
  const listed = lines.flatMap((line) => {
    const [, text = "", rest = ""] =
      /^\s*(?:[-*+•]\s+|\d+[.)]\s+)?[*_]{0,2}([^\s:*,]+)[*_]{0,2}(.*)$/u.exec(line) ?? [];
    // A line that goes on as a sentence is no list of names.
    return rest.trim() === "" || /^\s*(?:[:(–—,]|-\s)/.test(rest) ? [text, ...commaList(rest)] : [];
  });
  return quoted.length > 0 ? quoted : listed;
}

function commaList(rest: string): readonly string[] {
  if (!/^\s*,/.test(rest)) return [];
  const names = rest.split(",").map((text) => text.trim());
  return names.slice(1).every((text) => isName(text.replace(/\.$/, "")))
    ? names.map((text) => text.replace(/\.$/, ""))
    : [];
}

function isName(text: string): boolean {
  return name.exec(text)?.[0] === text;
}
