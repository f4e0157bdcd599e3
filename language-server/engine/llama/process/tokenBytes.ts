/** A model's vocabulary as its GGUF file has it (`tokenizer.ggml.*`). */
export interface Vocabulary {
  /** `gpt2` for byte-level BPE; else the texts are plain, with `▁` for a space and `<0xE4>` for a single byte. */
  readonly model: string;
  readonly tokens: readonly string[];
}

/** GPT-2's table that shows every byte as a visible character, the other way round. */
const bytesOf: ReadonlyMap<string, number> = (() => {
  const visible = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(visible(byte) ? byte : next++), byte] as const),
  );
})();

/**
 * The bytes that a token stands for. A token may hold a piece of a character, which a detokeniser shows as U+FFFD
 * whatever it is.
 *
 * @returns nothing for a token that is not there.
 */
export function tokenBytes({ model, tokens }: Vocabulary, token: number): Uint8Array {
  const text = tokens[token] ?? "";
  if (model === "gpt2") {
    const bytes = Array.from(text, (character) => bytesOf.get(character));
    // Not in the table: a token that was added as it is, such as a control token.
    return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : Buffer.from(text, "utf8");
  }
  const [, hex] = /^<0x([0-9A-F]{2})>$/.exec(text) ?? [];
  return hex === undefined ? Buffer.from(text, "utf8") : Uint8Array.of(Number.parseInt(hex, 16));
}
