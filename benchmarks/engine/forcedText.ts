import type { LlamaContextSequence, LlamaModel, Token, TokenBias } from "node-llama-cpp";
import type { DrawnSequence } from "../../language-server/engine/llama/process/tokenStream.js";

/** Far above any logit that a model gives. */
const surely = 1_000;

/**
 * A sequence whose model writes a given text, whatever its weights say: at each place the sampler is biased to the token
 * that stands there. It evaluates and draws as always, so what a step costs is what it costs with a model that says this.
 *
 * @param all prompt and text; the prompt is in the sequence but for its last token.
 */
export function forcedText(
  sequence: LlamaContextSequence,
  model: Pick<LlamaModel, "tokenizer">,
  all: readonly Token[],
  bias: typeof TokenBias,
): DrawnSequence {
  const biases = all.map((token) => new bias(model.tokenizer).set(token, { logit: surely }));
  const drawnAt = (index: number) => {
    const tokenBias = biases[index];
    return tokenBias === undefined ? {} : { tokenBias };
  };
  return {
    get nextTokenIndex() {
      return sequence.nextTokenIndex;
    },
    evaluateWithMetadata: (tokens, metadata, options) =>
      sequence.evaluateWithMetadata(tokens, metadata, {
        ...options,
        // Called when the token behind the evaluated one is drawn; the sequence is counted up after that.
        tokenBias: () => biases[sequence.nextTokenIndex + 1] ?? new bias(model.tokenizer),
      }),
    controlledEvaluate: (input, options) => {
      const from = sequence.nextTokenIndex + 1;
      const forced = input.map((item, i): typeof item => {
        if (!Array.isArray(item)) return item;
        const [token, { generateNext }] = item;
        return [
          token,
          { generateNext: { ...generateNext, options: { ...generateNext?.options, ...drawnAt(from + i) } } },
        ];
      });
      return sequence.controlledEvaluate(forced, options);
    },
    eraseContextTokenRanges: (ranges) => sequence.eraseContextTokenRanges(ranges),
  };
}
