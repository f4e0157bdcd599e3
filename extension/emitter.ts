import type { Owned } from "./lifetime.js";

/** Subscribes; the result ends the subscription. Has the shape of `vscode.Event`, without needing the editor. */
export type Listen<T> = (listener: (value: T) => void) => Owned;

/** The smallest event source. A listener that throws does not keep the others from hearing. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Listen<T> = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
