/** For so long after a completion was wanted the next one is expected, in milliseconds. */
const typingMs = 10_000;

/**
 * Knows whether somebody types. Nothing gets in between a batch, so it is how long a completion waits: while somebody
 * types, other work takes smaller ones. Pure: the time is handed in.
 */
export class TypingWatch {
  #wantedAt = -Infinity;

  /** A completion is wanted. @param now in milliseconds, on any clock that does not go back. */
  completionWanted(now: number): void {
    this.#wantedAt = now;
  }

  /** Whether one was wanted a short time ago. */
  isTyping(now: number): boolean {
    return now - this.#wantedAt < typingMs;
  }
}
