/** A drawing that took no longer than a frame of a 60 Hz display, in milliseconds, needs no rest after it. */
const frameMs = 16;
/**
 * What comes by itself is drawn with every second frame, in milliseconds: more often looks no better, and takes the
 * processor from the model.
 */
const intervalMs = 25;
/** After a longer one the page is left alone for this many times as long, so that typing and scrolling go on. */
const restFactor = 3;

/**
 * Draws at most with every second frame, and less often when drawing is slow: a very long text comes in larger steps.
 * What is too much for one frame goes on with the next one, and what the user does is drawn with the next one.
 */
export class Drawing {
  readonly #draw: () => boolean;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #isNextFrame = false;
  /** When the rest is over, on the page's clock. */
  #restUntil = 0;

  /** @param draw returns whether there is more to draw, after the rest. */
  constructor(draw: () => boolean) {
    this.#draw = draw;
  }

  /** Something changed: to be drawn after the rest. */
  schedule(): void {
    if (this.#isNextFrame || this.#resting !== undefined) return;
    const rest = this.#restUntil - performance.now();
    if (rest > 0) this.#resting = setTimeout(() => this.soon(), rest);
    else this.soon();
  }

  /** The user did something: to be drawn with the next frame. */
  soon(): void {
    clearTimeout(this.#resting);
    this.#resting = undefined;
    if (this.#isNextFrame) return;
    this.#isNextFrame = true;
    requestAnimationFrame(() => {
      this.#isNextFrame = false;
      const start = performance.now();
      const hasMore = this.#draw();
      const end = performance.now();
      const rest = end - start > frameMs ? end + restFactor * (end - start) : 0;
      this.#restUntil = hasMore ? rest : Math.max(rest, start + intervalMs);
      if (hasMore) this.schedule();
    });
  }
}
