import type { CompletionForm } from "./completionForm.js";
import { pathLine, wholeLines } from "./fileHeaders.js";
import { lastSpace, textPart, withoutEnd } from "./lineParts.js";

/** What a model must have for {@link codestralForm}. */
export const codestralTokens = ["<s>", "[SUFFIX]", "[PREFIX]"] as const;

/**
 * Codestral: `<s>[SUFFIX]`, what is below, `[PREFIX]`, what is above, and no middle token (`encode_fim` in
 * mistralai/mistral-common). Files are headed by `+++++` and their path, as Continue does with this model.
 */
export const codestralForm: CompletionForm = {
  name: "codestral",
  stop: ["[SUFFIX]", "[PREFIX]", "\n+++++ "],
  seesSuffix: true,
  heldBack: lastSpace,
  render: ({ chunks, path, window: { above, typed, suffix } }) => [
    { special: "<s>" },
    { special: "[SUFFIX]" },
    ...textPart(suffix),
    { special: "[PREFIX]" },
    ...chunks.map((chunk) => ({ text: `+++++ ${pathLine(chunk.path)}${wholeLines(chunk.text)}\n` })),
    { text: `+++++ ${pathLine(path)}` },
    ...textPart(above),
    ...textPart(withoutEnd(typed, lastSpace(typed))),
  ],
};
