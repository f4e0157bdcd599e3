import type { CompletionForm } from "./completionForm.js";
import { commentHeaders } from "./fileHeaders.js";
import { lastSpace, textPart, withoutEnd } from "./lineParts.js";

/**
 * For models without tokens for holes: the text up to the caret, which any model can go on with. What is behind the
 * caret is not seen.
 *
 * @param begin the beginning-of-sequence token, where the model wants one.
 * @param stop control tokens that the model may write.
 */
export const continuationForm = (begin: string | undefined, stop: readonly string[]): CompletionForm => ({
  name: "continuation",
  stop,
  seesSuffix: false,
  heldBack: lastSpace,
  render: (prompt) => {
    const { above, typed } = prompt.window;
    return [
      ...(begin === undefined ? [] : [{ special: begin }]),
      ...commentHeaders(prompt).flatMap(textPart),
      ...textPart(above),
      ...textPart(withoutEnd(typed, lastSpace(typed))),
    ];
  },
});
