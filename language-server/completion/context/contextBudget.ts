import type { PieceLimit } from "./gatherer.js";

/** How much context from elsewhere stands in a prompt, and how often it may change. */
export interface ContextBudget {
  /** All chunks together, UTF-8 bytes with their paths. */
  readonly bytes: number;
  readonly piece: PieceLimit;
  /** Less than so much new text is no reason to change the list, in bytes. */
  readonly worthwhileBytes: number;
  /**
   * How long the list stays as it is while one works at the same place, in milliseconds: the chunks stand first in the
   * prompt, so every change means that the window around the caret is evaluated again.
   */
  readonly calmMs: number;
}

/** Tokenizers for code take 3 to 4 bytes of source text for a token; the estimate errs on the safe side. */
const bytesPerToken = 3;

/** On a CPU: 256 tokens. More costs more CPU time than a peer takes (`benchmarks/completion`), and little is gained. */
export const cpuContextBudget: ContextBudget = {
  bytes: 256 * bytesPerToken,
  piece: { lines: 12, bytes: 80 * bytesPerToken },
  worthwhileBytes: 96 * bytesPerToken,
  calmMs: 60_000,
};

/** On a graphics processor: 2048 tokens. */
export const gpuContextBudget: ContextBudget = {
  bytes: 2048 * bytesPerToken,
  piece: { lines: 48, bytes: 400 * bytesPerToken },
  worthwhileBytes: 64 * bytesPerToken,
  calmMs: 4_000,
};
