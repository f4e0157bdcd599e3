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
  const family = familyOf(tokens);
  if (family !== undefined) return psmForms(family);
  return isCodestral(tokens) ? [codestralForm] : [];
}

/** Name of that family; undefined: there is none. */
export function holeFamily(specialTokens: readonly string[]): string | undefined {
  const tokens = new Set(specialTokens);
  return familyOf(tokens)?.name ?? (isCodestral(tokens) ? codestralForm.name : undefined);
}

const familyOf = (tokens: ReadonlySet<string>) => families.find((candidate) => isOfFamily(candidate, tokens));
const isCodestral = (tokens: ReadonlySet<string>) => codestralTokens.every((token) => tokens.has(token));
