import type { LoadedModel, Sampling } from "../engine/engine.js";
import { chatFormOf } from "./chatForms.js";
import { completionModelOf, knownSpecialTokens } from "../engine/engine.js";
import { holeFamily } from "./completion/holeForms.js";

/** What a model can do, read from its token table and never from its name. */
export interface Abilities {
  /** It has a chat form that is known, so it can answer and edit. */
  readonly canChat: boolean;
  /** It thinks before it answers. */
  readonly canThink: boolean;
  /** What stands before a thought; absent: it does not think. */
  readonly thoughtMarker?: string;
  /** It knows fill-in-the-middle, so it can complete. */
  readonly canComplete: boolean;
  /** Name of the family whose tokens it has for that; absent: it cannot. */
  readonly holeForm?: string;
}

/** Completions are greedy: the one most likely text, the same each time. */
export const greedy: Sampling = { temperature: 0, topP: 1 };

export function abilitiesOf(model: LoadedModel): Abilities {
  const form = chatFormOf(model);
  const marker = form?.thought?.opening.find(({ then }) => then === "thought")?.text;
  const holeForm = holeFamily(completionModelOf(model).specialTokens);
  return {
    canChat: form !== undefined,
    canThink: form?.thought !== undefined,
    ...(marker !== undefined && { thoughtMarker: marker }),
    canComplete: holeForm !== undefined,
    ...(holeForm !== undefined && { holeForm }),
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
