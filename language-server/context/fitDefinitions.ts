import { renderContext } from "../prompts/promptFiles.js";
import type { Definition } from "./definitions.js";

/** A prompt of a fix has at most so many tokens of definitions, and at most this share of the model's context. */
const mostTokens = 1024;
const shareOfContext = 1 / 16;

/** What there is room for. */
export interface DefinitionRoom {
  /** Context of the model, in tokens. */
  readonly contextSize: number;
  /** Tokens that are left for the prompt when everything else of it is counted. */
  readonly left: number;
  /** Counts tokens as the model does. */
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>;
}

/**
 * As many definitions as there is room for: whole ones, the most important first; one that is too large gives way to
 * those behind it. They come in an order that does not depend on importance, so that the same ones make the same prompt.
 *
 * @param definitions the most important first.
 * @throws what `count` throws.
 */
export async function fitDefinitions(
  definitions: readonly Definition[],
  { contextSize, left, count }: DefinitionRoom,
): Promise<readonly Definition[]> {
  if (definitions.length === 0) return [];
  const tokens = await count(definitions.map((definition) => renderContext([definition])));
  let room = Math.min(mostTokens, Math.floor(contextSize * shareOfContext), left);
  const fitting = definitions.filter((_, at) => {
    const cost = tokens[at] ?? Infinity;
    if (cost > room) return false;
    room -= cost;
    return true;
  });
  return fitting.sort((a, b) =>
    a.path === b.path ? a.range.start.line - b.range.start.line : a.path < b.path ? -1 : 1,
  );
}
