import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";
import { stateName } from "./plannedTrace.js";
import type { Suggestion } from "./system.js";

/** Fewer keys are typed sooner than a suggestion is accepted. */
const fewKeys = 3;

/** A suggestion, or the beginning of one, that brings the document to where the user wanted it. */
export interface Accepting {
  readonly how: "whole" | "line" | "word";
  /** The event of the trace that is reached by it. */
  readonly at: number;
  readonly text: string;
  readonly caret: number;
}

/**
 * What of a suggestion somebody accepts who knows what he wants: all of it, else its first line, else its first word;
 * only what is right to the letter.
 *
 * @param at the event after which it is shown.
 */
export function acceptable(
  { uri, text, offset }: CompletionPlace,
  suggestion: Suggestion,
  byState: ReadonlyMap<string, readonly number[]>,
  at: number,
): Accepting | undefined {
  const { text: all, start, end } = suggestion;
  const line = all.slice(0, all.includes("\n") ? all.indexOf("\n") : undefined);
  const word = /^\s*(?:\w+|[^\s\w]+)/.exec(line)?.[0] ?? "";
  for (const [how, part, to] of [
    ["whole", all, end],
    // A part leaves what follows the caret where it is.
    ["line", line, offset],
    ["word", word, offset],
  ] as const) {
    if (part === "" || (how !== "whole" && part === all)) continue;
    const whole = text.slice(0, start) + part + text.slice(to);
    const reached = byState.get(stateName(uri, whole))?.find((event) => event >= at + fewKeys);
    if (reached !== undefined) return { how, at: reached, text: whole, caret: start + part.length };
  }
  return undefined;
}
