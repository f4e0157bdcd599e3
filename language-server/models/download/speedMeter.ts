/** The speed is that of the last so many milliseconds. */
const windowMs = 5_000;
/** A shorter measurement says nothing. */
const leastMs = 500;

/** Measures how fast bytes come. Pure: the time is handed in, in milliseconds. */
export class SpeedMeter {
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param bytes received so far, in all. */
  note(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    // One sample before the window stays, as its beginning.
    while ((this.#samples[1]?.at ?? at) < at - windowMs) this.#samples.shift();
  }

  /** Bytes per second; undefined while it is not known, or nothing comes. */
  speed(at: number): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || at - first.at < leastMs) return undefined;
    const speed = ((last.bytes - first.bytes) / (at - first.at)) * 1000;
    return speed > 0 ? speed : undefined;
  }

  /** What comes next has nothing to do with what came before, as after a pause. */
  restart(): void {
    this.#samples = [];
  }
}
