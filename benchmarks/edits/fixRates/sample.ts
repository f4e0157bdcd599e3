/** One fix that was asked for, whatever came of it. */
export interface Sample {
  /** Whether the text is the expected one, to the letter. */
  readonly solved: boolean;
  /** Tokens that the model wrote, of all answers together. */
  readonly tokens: number;
  /** From the request to its answer, in milliseconds, checks included. */
  readonly ms: number;
}

/** A fix with several candidates. */
export interface GroupSample extends Sample {
  /** Of each answer, in any order, whether it is the expected text. */
  readonly answers: readonly boolean[];
  /** Whether no rule failed for the candidate that was shown first. */
  readonly passed: boolean;
}

/** All that was asked for one case. */
export interface CaseSamples {
  readonly languageId: string;
  /** At temperature 0. */
  readonly greedy: Sample;
  /** At temperature 0.6, several times. */
  readonly single: readonly Sample[];
  /** With candidates, several times. */
  readonly verified: readonly GroupSample[];
}
