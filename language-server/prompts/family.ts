import type { LoadedModel, Sampling } from "../engine/engine.js";
import { chatFormOf } from "./chatForms.js";
import { completionModelOf, knownSpecialTokens } from "../engine/engine.js";
import { holeForms } from "./completion/holeForms.js";

/** What a model can do, read from its token table and never from its name. */
export interface Abilities {
  /** It has a chat form that is known, so it can answer and edit. */
  readonly canChat: boolean;
  /** It thinks before it answers. */
  readonly canThink: boolean;
  /** It knows fill-in-the-middle, so it can complete. */
  readonly canComplete: boolean;
}

/** Completions are greedy: the one most likely text, the same each time. */
export const greedy: Sampling = { temperature: 0, topP: 1 };

export function abilitiesOf(model: LoadedModel): Abilities {
  const form = chatFormOf(model);
  return {
    canChat: form !== undefined,
    canThink: form?.thought !== undefined,
    canComplete: holeForms(completionModelOf(model).specialTokens).length > 0,
  };
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
  "[INST]",
  "[/INST]",
  "[THINK]",
  "[/THINK]",
];

/** Control tokens that end a completion when the model writes one: nothing after it belongs into the document. */
export const endOfCompletion: readonly string[] = knownSpecialTokens.filter((token) => !likeCode.includes(token));
