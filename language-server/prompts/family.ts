import type { LoadedModel, Sampling } from "../engine/engine.js";
import { completionModelOf, knownSpecialTokens } from "../engine/engine.js";
import { holeForms } from "./completion/holeForms.js";

/** What a model can do, read from its token table and never from its name. */
export interface Abilities {
  /** It knows R1's chat form, so it can think, answer and edit. */
  readonly canChat: boolean;
  /** It knows fill-in-the-middle, so it can complete. */
  readonly canComplete: boolean;
}

const chatTokens = ["<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"];

/** DeepSeek-R1 README, "Usage Recommendations": temperature 0.5 to 0.7 (0.6 is recommended), top-p 0.95. */
export const r1Sampling: Sampling = { temperature: 0.6, topP: 0.95 };

/** Completions are greedy: the one most likely text, the same each time. */
export const greedy: Sampling = { temperature: 0, topP: 1 };

export function abilitiesOf(model: LoadedModel): Abilities {
  const has = (token: string) => model.specialTokens.includes(token);
  return { canChat: chatTokens.every(has), canComplete: holeForms(completionModelOf(model).specialTokens).length > 0 };
}

/** Control tokens whose texts code may well hold: a tag of HTML, a placeholder. */
const likeCode: readonly string[] = [
  "<s>",
  "<bos>",
  "<filename>",
  "<reponame>",
  "<repo_name>",
  "<file_sep>",
  "[SUFFIX]",
  "[PREFIX]",
];

/** Control tokens that end a completion when the model writes one: nothing after it belongs into the document. */
export const endOfCompletion: readonly string[] = knownSpecialTokens.filter((token) => !likeCode.includes(token));
