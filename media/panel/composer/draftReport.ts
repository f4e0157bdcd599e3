import type { ViewMessage } from "../../../protocol/panel/messages.js";

/** How long nothing may have been typed before the host is told, in milliseconds. */
const restMs = 250;

/** Tells the host what stands in the question field, when the fingers rest. */
export class DraftReport {
  readonly #post: (message: ViewMessage) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = "";

  constructor(post: (message: ViewMessage) => void) {
    this.#post = post;
  }

  changed(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(text), restMs);
  }

  now(text: string): void {
    clearTimeout(this.#timer);
    if (text === this.#told) return;
    this.#told = text;
    this.#post({ type: "draft", text });
  }

  /** The question was sent: the host knows that nothing is left. */
  sent(): void {
    clearTimeout(this.#timer);
    this.#told = "";
  }
}
