/** Places to cut at, the best kind first: behind a blank line, at a line that is not indented, at any line. */
const places = [/\n[^\S\n]*\n(?=\S)/g, /\n(?=\S)/g, /\n/g];

/**
 * Where to cut a text that is too long for one piece: in its second half, at a quiet place. A single line is cut
 * anywhere, but never within a character. Pure.
 *
 * @param limit longest piece, in UTF-16 code units; the text is longer.
 */
export function cutPlace(text: string, limit: number): number {
  const end = text.slice(0, limit);
  for (const place of places) {
    const last = [...end.matchAll(place)].at(-1);
    const at = last === undefined ? 0 : last.index + last[0].length;
    if (at > limit / 2) return at;
  }
  return /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
}
