import { codeGemmaFamily } from "./codeGemmaFamily.js";
import { codeLlamaFamily } from "./codeLlamaFamily.js";
import { codestralForm, codestralTokens } from "./codestralForm.js";
import type { CompletionForm } from "./completionForm.js";
import { deepSeekCoderFamily } from "./deepSeekCoderFamily.js";
import { isOfFamily, psmForms } from "./psmForms.js";
import { qwenFamily } from "./qwenFamily.js";
import { plainQwenFamily, plainStarCoderFamily, starCoder2Family, starCoderFamily } from "./starCoderFamilies.js";

/** A family with more tokens comes before one with fewer of the same. */
const families = [
  qwenFamily,
  codeGemmaFamily,
  plainQwenFamily,
  starCoder2Family,
  starCoderFamily,
  plainStarCoderFamily,
  deepSeekCoderFamily,
  codeLlamaFamily,
];

/** The forms of the family that a model with these control tokens belongs to; none if it was not trained on holes. */
export function holeForms(specialTokens: readonly string[]): readonly CompletionForm[] {
  const tokens = new Set(specialTokens);
  const family = families.find((candidate) => isOfFamily(candidate, tokens));
  if (family !== undefined) return psmForms(family);
  return codestralTokens.every((token) => tokens.has(token)) ? [codestralForm] : [];
}
