import type { Script } from "../../engine.js";

/**
 * Tells which byte sequences write letters of scripts that are not allowed. Letters and marks that belong to no script
 * of their own (Unicode `Common` and `Inherited`: digits, punctuation, signs, emoji, combining accents) are allowed.
 */
export class ForeignLetters {
  readonly #allowed: RegExp;
  readonly #foreign: RegExp;
  readonly #prefixes = new Map<number, boolean>();

  constructor(scripts: readonly Script[]) {
    const allowed = scripts.map((script) => `\\p{Script=${script}}`).join("");
    const free = `${allowed}\\p{Script=Common}\\p{Script=Inherited}`;
    this.#allowed = allowed === "" ? /(?!)/u : new RegExp(`[${allowed}]`, "u");
    this.#foreign = new RegExp(`(?![${free}])[\\p{L}\\p{M}\\p{Nl}]`, "u");
  }

  /** Whether the text has such a letter. */
  inText(text: string): boolean {
    return this.#foreign.test(text);
  }

  /**
   * Whether the bytes write such a letter or begin one: a vocabulary of byte pieces can spell any letter, so a piece
   * that is the beginning of foreign letters only counts too. What ends a letter that began before does not count.
   */
  inBytes(bytes: Uint8Array): boolean {
    const end = wholeEnd(bytes);
    const begin = bytes.findIndex((byte) => !isContinuation(byte));
    if (begin < 0) return false;
    if (end > begin && this.inText(Buffer.from(bytes.subarray(begin, end)).toString("utf8"))) return true;
    return end < bytes.length && this.#beginsForeign(bytes.subarray(end));
  }

  /** Whether more than half of the characters that begin with these bytes are foreign letters, and none is allowed. */
  #beginsForeign(bytes: Uint8Array): boolean {
    const key = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    const known = this.#prefixes.get(key);
    if (known !== undefined) return known;
    const { first, count } = charactersBehind(bytes);
    let foreign = 0;
    let isAllowed = false;
    for (let code = first; code < first + count && !isAllowed; code++) {
      // Halves of surrogate pairs are no characters.
      if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) continue;
      const character = String.fromCodePoint(code);
      if (this.inText(character)) foreign++;
      else isAllowed = this.#allowed.test(character);
    }
    const found = !isAllowed && foreign * 2 > count;
    this.#prefixes.set(key, found);
    return found;
  }
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Bytes of the UTF-8 character that begins with this byte. */
const lengthOf = (lead: number): number => (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

/** Where the last whole character ends. */
function wholeEnd(bytes: Uint8Array): number {
  const lead = bytes.findLastIndex((byte) => !isContinuation(byte));
  if (lead < 0) return bytes.length;
  return lead + lengthOf(bytes[lead] ?? 0) <= bytes.length ? bytes.length : lead;
}

/** The code points whose UTF-8 form begins with these bytes. */
function charactersBehind(bytes: Uint8Array): { readonly first: number; readonly count: number } {
  const [lead = 0, ...more] = bytes;
  const length = lengthOf(lead);
  const bits = lead & (0xff >> (length + 1));
  const missing = length - bytes.length;
  const first = more.reduce((code, byte) => (code << 6) | (byte & 0x3f), bits) << (6 * missing);
  return { first, count: 1 << (6 * missing) };
}
