/** How much text around the caret is given to the model, in UTF-8 bytes. */
export interface WindowBudget {
  /** The lines above settle between a half and five quarters of it; the caret's line alone may take half of it. */
  readonly above: number;
  /** The lines below, and the rest of the caret's line, each. */
  readonly suffix: number;
}

/**
 * Bytes of a token. Tokenizers for code take 3 to 4 bytes of source text for one, and about 3 of Chinese or Japanese,
 * which is why budgets are bytes.
 */
export const bytesPerToken = 3;

/**
 * A budget in bytes of one in tokens. It is an estimate: a text may need more tokens (figures, base64), and then the
 * engine says `promptTooLong`.
 */
export const windowBudget = (tokens: WindowBudget): WindowBudget => ({
  above: tokens.above * bytesPerToken,
  suffix: tokens.suffix * bytesPerToken,
});

/**
 * On a CPU. The suffix stands behind the lines above in the prompt, so it is what pressing Enter costs, and the line
 * that was left besides (`test/server/completion/layoutCost.test.ts`).
 */
export const cpuBudget = windowBudget({ above: 768, suffix: 48 });

/** On a graphics processor, where a hundred tokens more are not felt. */
export const gpuBudget = windowBudget({ above: 896, suffix: 160 });

/** For a text that needed too many tokens. */
export const halfBudget = (budget: WindowBudget): WindowBudget => ({
  above: Math.floor(budget.above / 2),
  suffix: Math.floor(budget.suffix / 2),
});
