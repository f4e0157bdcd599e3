/** How long the evaluation of the lines above may take, in milliseconds. */
const affordableMs = 1500;
/** Shares are multiples of it, and none is smaller. */
const step = 0.25;
/** How far a measurement has to be beyond a share for another one to be taken. */
const slack = 0.08;

/**
 * Which share of the lines above a machine can read in time. It changes seldom: another share is another window, all of
 * which is evaluated again, and measurements of one speed differ.
 */
export class AffordableShare {
  #share: number | undefined;

  /** @param ms that all the lines would take; undefined: not known, and the first evaluation is to be a short one. */
  of(ms: number | undefined): number {
    if (ms === undefined) return step;
    const wanted = affordableMs / ms;
    const share = this.#share;
    if (share !== undefined && wanted <= share + slack && wanted > share - step - slack) return share;
    return (this.#share = Math.min(1, Math.max(step, Math.ceil(wanted / step) * step)));
  }

  /** Another model has another speed. */
  forget(): void {
    this.#share = undefined;
  }
}
