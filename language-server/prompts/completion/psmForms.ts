import type { PromptPart } from "../../engine/engine.js";
import type { CompletionForm, CompletionPrompt } from "./completionForm.js";
import { lineParts, textPart } from "./lineParts.js";

/** A family of models that reads what is before the caret, then what is behind it, then writes what is between. */
export interface PsmFamily {
  readonly name: string;
  /** The control tokens before the three. */
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
  /** What else a model must have to belong to the family. */
  readonly needs?: readonly string[];
  /** Control tokens that end an answer, besides these. */
  readonly ends: readonly string[];
  /** What comes before everything: other files, names. */
  readonly head: (prompt: CompletionPrompt) => readonly PromptPart[];
  /** What comes between the first token and the text above the caret. */
  readonly lead?: (prompt: CompletionPrompt) => readonly PromptPart[];
}

/** Whether a model with these control tokens belongs to the family. */
export const isOfFamily = ({ prefix, suffix, middle, needs = [] }: PsmFamily, tokens: ReadonlySet<string>): boolean =>
  [prefix, suffix, middle, ...needs].every((token) => tokens.has(token));

/**
 * The two forms of a family, the one that is cheap while one types first.
 *
 * In that one the line of the caret stands behind the middle token, as the beginning of what the model is to write: a
 * typed letter costs a token or two, while in the usual order it costs the whole suffix. The line's indentation stays
 * before the suffix. It is there before the first letter is, so the prompt never turns over, and the middle begins
 * with a word, as it does in training where a hole begins behind the indentation. (The demo model, which was trained on
 * the usual order, fills 113 of 600 generated holes exactly in this one, 44 in the usual one.)
 */
export function psmForms(family: PsmFamily): readonly CompletionForm[] {
  const { name, prefix, suffix, middle, head, lead = () => [] } = family;
  // R1's distills have the tokens of the models they come from, and never may a thought get into a document.
  const stop = [prefix, suffix, middle, "<think>", ...family.ends];
  const render = (prompt: CompletionPrompt, before: string, written: string): readonly PromptPart[] => [
    ...head(prompt),
    { special: prefix },
    ...lead(prompt),
    ...textPart(before),
    { special: suffix },
    ...textPart(prompt.window.suffix),
    { special: middle },
    ...textPart(written),
  ];
  return [
    {
      name,
      stop,
      seesSuffix: true,
      heldBack: (typed) => lineParts(typed).held,
      render: (prompt) => {
        const { above, typed } = prompt.window;
        const { indentation, code } = lineParts(typed);
        return render(prompt, above + indentation, code);
      },
    },
    {
      name: `${name}, line before suffix`,
      stop,
      seesSuffix: true,
      heldBack: () => "",
      render: (prompt) => render(prompt, prompt.window.above + prompt.window.typed, ""),
    },
  ];
}
