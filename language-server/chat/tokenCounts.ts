import { createHash } from "node:crypto";
import type { Engine, PromptPart } from "../engine/engine.js";

/** Counts that are remembered; one takes about a hundred bytes. */
const maxRemembered = 20_000;

/** Counts tokens, each text once per model: a conversation is counted again with each of its turns. */
export class TokenCounts {
  readonly #engine: Pick<Engine, "countTokens" | "model">;
  #counts = new Map<string, number>();
  #model: Engine["model"];

  constructor(engine: Pick<Engine, "countTokens" | "model">) {
    this.#engine = engine;
  }

  /** Tokens of each prompt, in order. @throws what `Engine.countTokens` throws. */
  async count(prompts: readonly (readonly PromptPart[])[], signal: AbortSignal): Promise<readonly number[]> {
    const { model } = this.#engine;
    if (model !== this.#model || this.#counts.size > maxRemembered) this.#counts = new Map();
    this.#model = model;
    const counts = this.#counts;
    const keys = prompts.map((prompt) => createHash("sha256").update(JSON.stringify(prompt)).digest("base64"));
    const missing = [...new Map(keys.map((key, at) => [key, prompts[at] ?? []]))].filter(([key]) => !counts.has(key));
    if (missing.length > 0) {
      const found = await this.#engine.countTokens(
        missing.map(([, prompt]) => prompt),
        signal,
      );
      missing.forEach(([key], at) => counts.set(key, found[at] ?? 0));
    }
    return keys.map((key) => counts.get(key) ?? 0);
  }
}
