import { writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { PromptPart } from "../../language-server/engine/engine.js";
import { install } from "../../scripts/editor/cache.mjs";
import { readMetadata } from "../support/gguf/readMetadata.js";

/** The pre-tokeniser of Qwen2.5 and of R1's Qwen distills, as llama.cpp has it (`qwen2`, `deepseek-r1-qwen`). */
const words =
  /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;

/** GPT-2's table that shows every byte as a visible character. */
const alphabet: readonly string[] = (() => {
  const visible = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(visible(byte) ? byte : next++));
})();

/** Where control tokens that are no part of the vocabulary file get their numbers. */
const firstSpecial = 1_000_000;

/**
 * The byte-level BPE tokeniser of a GGUF file, in this program: a virtual engine counts the tokens that a real one
 * would.
 */
export class Tokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #words = new Map<string, readonly number[]>();
  readonly #specials = new Map<string, number>();

  private constructor(tokens: readonly string[], merges: readonly string[]) {
    this.#ids = new Map(tokens.map((token, id) => [token, id]));
    this.#ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  }

  /** Reads the vocabulary of a GGUF file. */
  static async read(file: string): Promise<Tokenizer> {
    const metadata = await readMetadata(file);
    const strings = (key: string): readonly string[] => {
      const value = metadata.get(key);
      if (!Array.isArray(value)) throw new Error(`${file} has no ${key}.`);
      return value as readonly string[];
    };
    return new Tokenizer(strings("tokenizer.ggml.tokens"), strings("tokenizer.ggml.merges"));
  }

  /** The tokens of ordinary text. */
  encode(text: string): readonly number[] {
    const tokens: number[] = [];
    for (const [word] of text.matchAll(words)) {
      let known = this.#words.get(word);
      if (known === undefined) {
        known = this.#encodeWord(word);
        this.#words.set(word, known);
      }
      for (const token of known) tokens.push(token);
    }
    return tokens;
  }

  /** A control token. */
  special(text: string): number {
    let token = this.#specials.get(text);
    if (token === undefined) {
      token = firstSpecial + this.#specials.size;
      this.#specials.set(text, token);
    }
    return token;
  }

  /** The tokens of a prompt, each part by itself, as the engine does it. */
  encodePrompt(prompt: readonly PromptPart[]): readonly number[] {
    return prompt.flatMap((part) => ("special" in part ? [this.special(part.special)] : this.encode(part.text)));
  }

  /** The text cut into what one token each stands for. */
  pieces(text: string): readonly string[] {
    const bytes = Buffer.from(text, "utf8");
    let from = 0;
    let carried = 0;
    const pieces: string[] = [];
    for (const [word] of text.matchAll(words)) {
      for (const symbols of this.#merge(word)) {
        // Half a character is said together with the other half.
        carried += symbols.length;
        const piece = bytes.toString("utf8", from, from + carried);
        if (piece.endsWith("\uFFFD")) continue;
        pieces.push(piece);
        from += carried;
        carried = 0;
      }
    }
    return pieces;
  }

  #encodeWord(word: string): readonly number[] {
    return this.#merge(word).map((symbol) => this.#ids.get(symbol) ?? 0);
  }

  #merge(word: string): readonly string[] {
    let symbols = [...Buffer.from(word, "utf8")].map((byte) => alphabet[byte] ?? "");
    for (;;) {
      let best = -1;
      let bestRank = Infinity;
      for (let at = 0; at + 1 < symbols.length; at++) {
        const rank = this.#ranks.get(`${symbols[at]} ${symbols[at + 1]}`) ?? Infinity;
        if (rank < bestRank) [best, bestRank] = [at, rank];
      }
      if (best < 0) return symbols;
      const pair = `${symbols[best]}${symbols[best + 1]}`;
      symbols = [...symbols.slice(0, best), pair, ...symbols.slice(best + 2)];
    }
  }
}

/**
 * Qwen2's vocabulary, which R1's Qwen distills share: it lies in the source of llama.cpp inside the npm package of the
 * binding, and is put into the cache. Needs git.
 */
export async function qwenVocabulary(): Promise<string> {
  const { vocabulary } = await install("qwen2-vocabulary", async (folder) => {
    const bundle = path.resolve(import.meta.dirname, "../../node_modules/node-llama-cpp/llama/gitRelease.bundle");
    const repository = path.join(folder, "repository");
    const git = promisify(execFile);
    await git("git", ["clone", "--quiet", "--bare", bundle, repository]);
    const show = ["--git-dir", repository, "show", "HEAD:models/ggml-vocab-qwen2.gguf"];
    const { stdout } = await git("git", show, { encoding: "buffer", maxBuffer: 2 ** 26 });
    await writeFile(path.join(folder, "qwen2.gguf"), stdout);
    return { vocabulary: "qwen2.gguf" };
  });
  if (vocabulary === undefined) throw new Error("The cached vocabulary is not complete: remove its folder.");
  return vocabulary;
}
