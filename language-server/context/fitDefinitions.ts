import { renderContext } from "../prompts/promptFiles.js";
import type { Definition } from "./definitions.js";

/** A prompt of a fix has at most so many tokens of definitions, and at most this share of the model's context. */
const mostTokens = 1024;
const shareOfContext = 1 / 16;

/** A definition, and what it takes of the prompt in tokens. */
export interface CountedDefinition extends Definition {
  readonly tokens: number;
}

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
): Promise<readonly CountedDefinition[]> {
  if (definitions.length === 0) return [];
  const tokens = await count(definitions.map((definition) => renderContext([definition])));
  let room = Math.min(mostTokens, Math.floor(contextSize * shareOfContext), left);
  const counted = definitions.map((definition, at) => ({ ...definition, tokens: tokens[at] ?? Infinity }));
  const fitting = counted.filter(({ tokens: cost }) => {
    if (cost > room) return false;
    room -= cost;
    return true;
  });
  return fitting.sort((a, b) =>
    a.path === b.path ? a.range.start.line - b.range.start.line : a.path < b.path ? -1 : 1,
  );
}
