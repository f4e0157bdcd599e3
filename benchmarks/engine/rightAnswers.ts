import { readFile } from "node:fs/promises";
import path from "node:path";
import type { LlamaModel, Token } from "node-llama-cpp";
import { promptTokens } from "../../language-server/engine/llama/process/promptTokens.js";
import { r1Form } from "../../language-server/prompts/chatForms.js";
import { renderChat } from "../../language-server/prompts/renderChat.js";

/** A held-out fix with the answer that is right, thought included. */
export interface RightAnswer {
  readonly prompt: string;
  readonly expected: string;
  /** The code with its bug. */
  readonly before: string;
}

const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");
/** The prompt ends with the beginning of the thought. */
const thoughtBegins = "<think>\n";
const fence = "```";

/** The fixes whose answers have their code in one block. */
export async function readRightAnswers(): Promise<readonly RightAnswer[]> {
  const all = (await readFile(cases, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Omit<RightAnswer, "before"> & { readonly before?: string });
  return all.flatMap(({ prompt, expected, before }) =>
    before !== undefined && expected.startsWith(thoughtBegins) && expected.split(fence).length === 3
      ? [{ prompt, expected, before }]
      : [],
  );
}

/** The prompt as a model gets it, and the answer as it would write it. */
export interface AnswerTokens {
  readonly asked: readonly Token[];
  readonly text: readonly Token[];
}

/** Both as tokens of a model. */
export const answerTokens = (model: LlamaModel, { prompt, expected }: RightAnswer): AnswerTokens => ({
  asked: promptTokens(model, renderChat(r1Form, [], prompt)),
  text: promptTokens(model, [{ special: expected.slice(thoughtBegins.length) }]),
});
