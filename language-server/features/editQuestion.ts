import type { Definition } from "../context/definitions.js";
import { fitDefinitions, type CountedDefinition } from "../context/fitDefinitions.js";
import type { ChatModel } from "../chat/turnQueue.js";
import type { EditPlan } from "../edits/editPlan.js";
import type { Engine } from "../engine/engine.js";
import { renderChat } from "../prompts/renderChat.js";
import type { TurnLimits } from "../thinking/thoughtBudget.js";

/** The sentence about definitions takes less than this, in tokens. */
const wordsTokens = 64;

/** The model that is asked. */
export interface AskedModel {
  readonly engine: Pick<Engine, "countTokens">;
  readonly model: ChatModel;
  readonly limits: TurnLimits;
  readonly thinks: boolean;
}

/** The user's turn of an edit, and which definitions stand in it. */
export interface EditQuestion {
  readonly text: string;
  readonly definitions: readonly CountedDefinition[];
}

/**
 * The user's turn of an edit, with as many definitions as there is room for.
 *
 * @throws what the engine throws.
 */
export async function editQuestion(
  { question }: EditPlan,
  definitions: readonly Definition[],
  { engine, model, limits, thinks }: AskedModel,
  signal: AbortSignal,
): Promise<EditQuestion> {
  const bare = question();
  if (definitions.length === 0) return { text: bare, definitions: [] };
  const [used = 0] = await engine.countTokens([renderChat(model.chatForm, [], bare, thinks)], signal);
  const { contextSize } = model.info;
  const count = (texts: readonly string[]) =>
    engine.countTokens(
      texts.map((text) => [{ text }]),
      signal,
    );
  const left = contextSize - limits.maxTokens - used - wordsTokens;
  const fitting = await fitDefinitions(definitions, { contextSize, left, count });
  return { text: question(fitting), definitions: fitting };
}
