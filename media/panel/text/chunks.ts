/** About how much text goes into one piece, in UTF-16 code units. */
const chunkLength = 4_000;

/**
 * Cuts a growing text into pieces at line ends. All but the last piece stay as they are while the text grows, so a
 * long thought costs the browser no more per frame than a short one.
 */
export function chunks(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (;;) {
    const end = text.indexOf("\n", start + chunkLength);
    if (end < 0) return start < text.length ? [...pieces, text.slice(start)] : pieces;
    pieces.push(text.slice(start, end + 1));
    start = end + 1;
  }
}
