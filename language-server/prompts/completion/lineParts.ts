import type { PromptPart } from "../../engine/engine.js";

/** The line up to the caret, as forms need it. */
export interface LineParts {
  readonly indentation: string;
  /** What follows the indentation, without `held`. */
  readonly code: string;
  /** A white-space character at its end; empty where the line has nothing but its indentation. */
  readonly held: string;
}

/** Takes the line up to the caret apart. */
export function lineParts(typed: string): LineParts {
  const indentation = /^\s*/.exec(typed)?.[0] ?? "";
  const written = typed.slice(indentation.length);
  const held = lastSpace(written);
  return { indentation, code: withoutEnd(written, held), held };
}

/** The last character where it is white space. */
export const lastSpace = (text: string): string => /\s?$/.exec(text)?.[0] ?? "";

export const withoutEnd = (text: string, end: string): string => text.slice(0, text.length - end.length);

/** Prompts have no empty parts. */
export const textPart = (text: string): readonly PromptPart[] => (text === "" ? [] : [{ text }]);
