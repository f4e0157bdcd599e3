/** A text that may be too long, at a line's end. */
export interface CutText {
  readonly text: string;
  /** Lines that are left of it. */
  readonly lines: number;
  /** Lines that it had; absent: nothing was cut. */
  readonly cutFrom?: number;
}

/** Cuts a text behind the last line that ends within `limit` UTF-16 code units; a longer first line within itself. Pure. */
export function cutText(text: string, limit: number): CutText {
  const all = countLines(text);
  if (text.length <= limit) return { text, lines: all };
  const end = text.lastIndexOf("\n", limit - 1) + 1;
  // A cut must not leave half a character.
  const whole = /[\uD800-\uDBFF]$/.test(text.slice(0, limit)) ? limit - 1 : limit;
  const kept = text.slice(0, end > 0 ? end : whole);
  return { text: kept, lines: countLines(kept), cutFrom: all };
}

/** A line end at the end begins no further line. */
function countLines(text: string): number {
  return (text.match(/\n/g)?.length ?? 0) + (text === "" || text.endsWith("\n") ? 0 : 1);
}

/** How much of a file is looked at, in bytes. */
const looked = 8_000;

/** Whether bytes are no text: a zero in them, or what is no UTF-8. Pure. */
export function isBinary(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, looked).includes(0)) return true;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return false;
  } catch {
    return true;
  }
}
