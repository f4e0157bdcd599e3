import type { Trace } from "./trace.js";

/**
 * The beginning of a session, up to the end of the last piece that is whole by then: a piece is written to its end, or
 * not begun.
 *
 * @param seconds how long it may last.
 */
export function firstPieces({ name, events }: Trace, seconds: number): Trace {
  const end = events.findLastIndex(({ kind, t_ms: ms }) => kind === "pause" && ms <= 1000 * seconds);
  return { name, events: events.slice(0, end + 1) };
}
