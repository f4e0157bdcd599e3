/** How long the evaluation of the lines above may take, in milliseconds. */
const affordableMs = 1500;
/** Few and far between: another share is another window, all of which is evaluated again. */
const shares = [0.125, 0.25, 0.5, 0.75, 1] as const;
/** How far a measurement has to be beyond a share for another one to be taken, as a share of that. */
const slack = 0.2;

/** The smallest share. */
export const leastShare = shares[0];

/**
 * Which share of the lines above a machine can read in time. It changes seldom, and measurements of one speed differ.
 */
export class AffordableShare {
  #share: number | undefined;

  /** @param ms that all the lines would take; undefined: not known, and the first evaluation is to be a short one. */
  of(ms: number | undefined): number {
    if (ms === undefined) return leastShare;
    const wanted = affordableMs / ms;
    if (this.#share === undefined || !isNear(wanted, this.#share)) this.#share = leastCovering(wanted);
    return this.#share;
  }

  /** Another model has another speed. */
  forget(): void {
    this.#share = undefined;
  }
}

const leastCovering = (wanted: number): number => shares.find((share) => share >= wanted) ?? 1;

function isNear(wanted: number, share: number): boolean {
  const below = shares.findLast((smaller) => smaller < share) ?? 0;
  return wanted <= share * (1 + slack) && wanted > below * (1 - slack);
}
