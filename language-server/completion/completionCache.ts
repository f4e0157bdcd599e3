import type { FimWindow } from "../prompts/renderFim.js";

/** Completions that are remembered. */
const defaultSize = 200;
/** How far back a suggestion may have been made that the user is typing, in code units. */
const typedLimit = 64;

/**
 * Remembers what the model wrote for which text around the cursor, the latest 200 times. It answers when the same
 * place comes up again, and when the user typed exactly what was suggested.
 */
export class CompletionCache {
  readonly #entries = new Map<string, string>();

  constructor(private readonly size = defaultSize) {}

  /** What the model wrote, less what has been typed of it since; undefined when nothing is known. */
  get(window: FimWindow): { readonly text: string; readonly how: "exact" | "typed" } | undefined {
    const exact = this.#touch(keyOf(window));
    if (exact !== undefined) return { text: exact, how: "exact" };
    for (let typed = 1; typed <= Math.min(typedLimit, window.prefix.length); typed++) {
      const tail = window.prefix.slice(-typed);
      if (tail.startsWith("\n")) return undefined;
      const key = keyOf({ prefix: window.prefix.slice(0, -typed), suffix: window.suffix });
      const text = this.#entries.get(key);
      if (text?.startsWith(tail) === true && text.length > typed) return { text: text.slice(typed), how: "typed" };
    }
    return undefined;
  }

  set(window: FimWindow, text: string): void {
    const key = keyOf(window);
    this.#entries.delete(key);
    this.#entries.set(key, text);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.size && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Forgets everything: another model would write something else. */
  clear(): void {
    this.#entries.clear();
  }

  #touch(key: string): string | undefined {
    const text = this.#entries.get(key);
    if (text === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, text);
    return text;
  }
}

function keyOf({ prefix, suffix }: FimWindow): string {
  return `${prefix}\u0000${suffix}`;
}
