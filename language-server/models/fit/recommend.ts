import type { ModelFit, ModelRole } from "../../../protocol/models.js";

/** A file that might be recommended. */
export interface Candidate {
  readonly uri: string;
  readonly role: ModelRole;
  readonly parameters: number;
  /** Bytes of the file: of two of the same model the larger one is the finer one. */
  readonly bytes: number;
  /** Its licence allows all uses. */
  readonly isFree: boolean;
  readonly fit: ModelFit;
}

/** A thought has hundreds of tokens: slower than this nobody waits for it, in tokens per second. */
const leastForChat = 6;
/** Ghost text of a few tokens has to be there before the next key, in tokens per second. */
const leastForCompletion = 15;

/**
 * The largest model that is fast enough, at the finest quantisation that still is; if none is, the smallest one. Pure.
 *
 * @returns the address of its file; undefined: none fits.
 */
export function recommend(candidates: readonly Candidate[], role: ModelRole): string | undefined {
  const least = role === "chat" ? leastForChat : leastForCompletion;
  const fitting = candidates.filter((one) => one.role === role && one.isFree && one.fit.verdict !== "tooBig");
  const quick = fitting.filter(({ fit }) => (fit.tokensPerSecond ?? Infinity) >= least);
  const [best] = quick.toSorted((a, b) => b.parameters - a.parameters || fineness(b) - fineness(a));
  const [smallest] = fitting.toSorted((a, b) => a.bytes - b.bytes);
  return (best ?? smallest)?.uri;
}

/** Beyond six bits a weight nothing gets better that anybody would notice, and everything slower. */
const fineness = ({ bytes, parameters }: Candidate): number => Math.min(6.5, (8 * bytes) / parameters);
