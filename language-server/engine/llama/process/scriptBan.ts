import { setImmediate } from "node:timers/promises";
import type { LlamaModel, Token, TokenBias } from "node-llama-cpp";
import type { Script } from "../../engine.js";
import { ForeignLetters } from "./foreignLetters.js";
import { tokenBytes, type Vocabulary } from "./tokenBytes.js";
import type { TokenBan } from "./tokenStream.js";

/** Types of tokens that write text (`tokenizer.ggml.token_type`): normal, and a single byte. */
const textTypes: readonly number[] = [1, 6];
/** Tokens that are looked at in one go; other work gets in between. */
const slice = 8192;

/**
 * The tokens of a model that write letters of scripts that are not allowed. A drawn token is looked at by itself; the
 * table of all of them is made when the first one was drawn that is banned, which most answers never do.
 */
export class ScriptBan implements TokenBan {
  readonly #model: LlamaModel;
  readonly #letters: ForeignLetters;
  readonly #vocabulary: Vocabulary;
  readonly #types: readonly number[] | undefined;
  readonly #known = new Map<Token, boolean>();
  #bias: Promise<TokenBias> | undefined;

  constructor(model: LlamaModel, scripts: readonly Script[]) {
    const { ggml } = model.fileInfo.metadata.tokenizer;
    this.#model = model;
    this.#letters = new ForeignLetters(scripts);
    this.#vocabulary = { model: ggml.model, tokens: ggml.tokens };
    this.#types = ggml.token_type;
  }

  has(token: Token): boolean {
    let known = this.#known.get(token);
    if (known === undefined) {
      known = this.#writesForeign(token);
      this.#known.set(token, known);
    }
    return known;
  }

  bias(): Promise<TokenBias> {
    return (this.#bias ??= this.#makeBias());
  }

  async #makeBias(): Promise<TokenBias> {
    const { TokenBias } = await import("node-llama-cpp");
    const banned: Token[] = [];
    const size = this.#vocabulary.tokens.length;
    for (let from = 0; from < size; from += slice) {
      for (let token = from; token < Math.min(from + slice, size); token++) {
        if (this.#writesForeign(token as Token)) banned.push(token as Token);
      }
      await setImmediate();
    }
    return new TokenBias(this.#model.tokenizer).set(banned, "never");
  }

  #writesForeign(token: Token): boolean {
    if (this.#types !== undefined && !textTypes.includes(this.#types[token] ?? 0)) return false;
    return this.#letters.inBytes(tokenBytes(this.#vocabulary, token));
  }
}

/** The bans of each model, each made once. */
export class ScriptBans {
  readonly #byModel = new WeakMap<LlamaModel, Map<string, ScriptBan>>();

  get(model: LlamaModel, scripts: readonly Script[]): ScriptBan {
    let bans = this.#byModel.get(model);
    if (bans === undefined) this.#byModel.set(model, (bans = new Map<string, ScriptBan>()));
    const key = scripts.toSorted().join();
    let ban = bans.get(key);
    if (ban === undefined) bans.set(key, (ban = new ScriptBan(model, scripts)));
    return ban;
  }
}
