import type { LlamaContextSequence, LlamaModel, Token, TokenBias } from "node-llama-cpp";
import type { Sampling } from "../../engine.js";
import { samplerOptions } from "./samplerOptions.js";
import type { TokenBan } from "./tokenStream.js";

/** Likeliest tokens that are looked at; banned and control tokens are among them. */
const ranked = 64;

/** How the first tokens of a group are chosen. */
export interface FirstTokenOptions {
  readonly sequence: LlamaContextSequence;
  readonly model: Pick<LlamaModel, "isEogToken" | "getTokenAttributes">;
  readonly sampling: Sampling;
  readonly count: number;
  readonly ban?: TokenBan;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/**
 * Evaluates the prompt's last tokens and chooses the first token of each candidate from one and the same distribution:
 * at temperature 0 the likeliest ones, above it independent draws.
 *
 * @returns as many as asked for, or fewer where the model knows no more.
 */
export async function firstTokens(tail: readonly Token[], options: FirstTokenOptions): Promise<readonly Token[]> {
  const { sequence, sampling, count, ban, random = Math.random } = options;
  const choose = (all: ReadonlyMap<Token, number>): readonly Token[] => {
    const allowed = [...all].filter(([token]) => ban?.has(token) !== true);
    return sampling.temperature === 0
      ? likeliest(
          allowed.map(([token]) => token),
          options,
        )
      : draws(allowed, count, random);
  };
  const chosen = choose(await distribution(sequence, tail, sampling));
  if (chosen.length === count || ban === undefined) return chosen;
  // Nearly all that was likely is banned: once more, with the ban in the sampler.
  await sequence.eraseContextTokenRanges([{ start: sequence.nextTokenIndex - 1, end: sequence.nextTokenIndex }]);
  return choose(await distribution(sequence, tail.slice(-1), sampling, await ban.bias()));
}

/** Probabilities of what may follow, likeliest first. */
async function distribution(
  sequence: LlamaContextSequence,
  tail: readonly Token[],
  sampling: Sampling,
  tokenBias?: TokenBias,
): Promise<ReadonlyMap<Token, number>> {
  const options = {
    // Greedy sampling would hand out the whole vocabulary; the order is the same at every temperature.
    ...(sampling.temperature === 0 ? { temperature: 1, topP: 1, topK: ranked } : samplerOptions(sampling)),
    seed: 0,
    ...(tokenBias && { tokenBias }),
  };
  const results = await sequence.controlledEvaluate([
    ...tail.slice(0, -1),
    [tail.at(-1) as Token, { generateNext: { probabilities: true, options } }],
  ]);
  const { probabilities } = results[tail.length - 1]?.next ?? {};
  if (probabilities === undefined) throw new Error("The engine gave no probabilities.");
  return probabilities;
}

/** The likeliest is taken as it is, since `generate` would; the others are those that write something. */
function likeliest(
  [best, ...others]: readonly Token[],
  { model, count }: Pick<FirstTokenOptions, "model" | "count">,
): readonly Token[] {
  if (best === undefined) return [];
  const writes = (token: Token) => !model.isEogToken(token) && !model.getTokenAttributes(token).control;
  return [best, ...others.filter(writes).slice(0, count - 1)];
}

function draws(weighted: readonly (readonly [Token, number])[], count: number, random: () => number): readonly Token[] {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  const draw = (): Token | undefined => {
    let left = random() * total;
    return (weighted.find(([, weight]) => (left -= weight) < 0) ?? weighted.at(-1))?.[0];
  };
  return Array.from({ length: count }, draw).filter((token) => token !== undefined);
}
