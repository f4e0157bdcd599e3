import { endOfCompletion } from "../../prompts/family.js";
import type { CompletionFilter } from "./filter.js";

/** What a model writes before it begins: an empty thought, or the marker that it was to continue after. */
const opening = /^\s*(?:<think>\s*<\/think>|<\/think>|<COMPLETION>|<\|fim_middle\|>|<fim_middle>|<MID>|\[MIDDLE\])\s?/;

/** Control tokens of the families of models, in case one comes as plain text; known ones are searched for as they are. */
const families: readonly RegExp[] = [
  /<\|[\w.▁-]{1,40}\|>/,
  /<｜[^｜\s]{1,40}｜>/,
  /<\/?(?:fim_(?:prefix|suffix|middle|pad)|file_sep|repo_name|filename|endoftext|COMPLETION|think|PRE|SUF|MID|EOT|unk)>/,
  /\[\/?(?:INST|PREFIX|SUFFIX|MIDDLE)\]/,
];

/** Ends of a sequence that are also HTML. */
const sequenceEnd = /<\/s>/;
const markup = /^(?:html|xml|markdown|vue|svelte|.+react)$/;

/** Cuts at the first control token: the model had finished, whatever it wrote after that. */
export const specialTokens: CompletionFilter = (candidate, { languageId }) => {
  const text = candidate.text.replace(opening, "");
  if (/^\s*<think>/.test(text)) return { dropped: "thought" };
  const patterns = markup.test(languageId) ? families : [...families, sequenceEnd];
  const ends = [
    ...endOfCompletion.map((token) => text.indexOf(token)),
    ...patterns.map((pattern) => text.search(pattern)),
  ].filter((at) => at >= 0);
  return { ...candidate, text: ends.length === 0 ? text : text.slice(0, Math.min(...ends)) };
};
