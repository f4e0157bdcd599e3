/** Length of a text in UTF-8 bytes. */
export const sizeOf = (text: string): number => Buffer.byteLength(text);

/** The longest end of a text of at most `limit` bytes, without half a character at its beginning. */
export function tailOf(text: string, limit: number): string {
  const tail = text.slice(-limit);
  if (limit <= 0) return "";
  let at = tail.length;
  let size = 0;
  for (const character of backwards(tail)) {
    size += sizeOf(character);
    if (size > limit) break;
    at -= character.length;
  }
  return tail.slice(at);
}

/** The longest beginning of a text of at most `limit` bytes, without half a character at its end. */
export function headOf(text: string, limit: number): string {
  let size = 0;
  let at = 0;
  for (const character of text.slice(0, limit + 1)) {
    size += sizeOf(character);
    if (size > limit) break;
    at += character.length;
  }
  return text.slice(0, at);
}

function* backwards(text: string): Generator<string> {
  for (let at = text.length; at > 0;) {
    const isPair = at > 1 && /[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(at - 2, at));
    at -= isPair ? 2 : 1;
    yield text.slice(at, at + (isPair ? 2 : 1));
  }
}
