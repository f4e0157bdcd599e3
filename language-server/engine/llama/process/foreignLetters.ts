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
    const rest = bytes.subarray(end);
    // Of all that begins with 0xF0, emoji are what is written; the letters are rare ones, and the next byte tells.
    return rest.length > 0 && !(rest.length === 1 && rest[0] === 0xf0) && this.#beginsForeign(rest);
  }

  /**
   * Whether more than half of the characters that begin with these bytes are of foreign scripts, and next to none of an
   * allowed one: beside the syllables of Hangul that begin with 0xEA there are a few Latin letters of medievalists.
   */
  #beginsForeign(bytes: Uint8Array): boolean {
    const key = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    const known = this.#prefixes.get(key);
    if (known !== undefined) return known;
    let [count, foreign, allowed] = [0, 0, 0];
    for (const code of codesBehind(bytes)) {
      const character = String.fromCodePoint(code);
      if (unassigned.test(character)) continue;
      count++;
      if (this.#allowed.test(character)) allowed++;
      else if (!ofNoScript.test(character)) foreign++;
    }
    const found = foreign * 2 > count && allowed * 10 < count;
    this.#prefixes.set(key, found);
    return found;
  }
}

const unassigned = /\p{Cn}/u;
/** Signs, accents and the like, and what every maker of a font may use as he likes. */
const ofNoScript = /[\p{Script=Common}\p{Script=Inherited}\p{Co}]/u;

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Bytes of the UTF-8 character that begins with this byte. */
const lengthOf = (lead: number): number => (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

/** Where the last whole character ends. */
function wholeEnd(bytes: Uint8Array): number {
  const lead = bytes.findLastIndex((byte) => !isContinuation(byte));
  if (lead < 0) return bytes.length;
  return lead + lengthOf(bytes[lead] ?? 0) <= bytes.length ? bytes.length : lead;
}

/** The code points whose UTF-8 form begins with these bytes; surrogates, and what a shorter form writes, are none. */
function* codesBehind(bytes: Uint8Array): Generator<number> {
  const [lead = 0, ...more] = bytes;
  const length = lengthOf(lead);
  const bits = lead & (0xff >> (length + 1));
  const missing = 6 * (length - bytes.length);
  const first = more.reduce((code, byte) => (code << 6) | (byte & 0x3f), bits) << missing;
  const end = Math.min(first + 2 ** missing, 0x11_00_00);
  for (let code = Math.max(first, shortest[length] ?? 0); code < end; code++) {
    if (code < 0xd8_00 || code > 0xdf_ff) yield code;
  }
}

/** The first code point that needs so many bytes. */
const shortest: readonly number[] = [0, 0, 0x80, 0x8_00, 0x1_00_00];
