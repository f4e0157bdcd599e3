import { r1Form } from "../../language-server/prompts/chatForms.js";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { GenerateRequest, PromptPart } from "../../language-server/engine/engine.js";
import { renderFile } from "../../language-server/prompts/promptFiles.js";
import { renderChat } from "../../language-server/prompts/renderChat.js";
import { demoModel } from "./models.js";
import { measure, startPonder } from "./ponderEngine.js";

const task = "Fix this code. Reply with the corrected code in a single fenced code block.";
const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");

/** Whether prompt lookup changes what is written. */
export interface Identity {
  readonly prompts: number;
  /** Answers that are the same to the letter. */
  readonly same: number;
  /** Guessed tokens in all of them, and how many were right. */
  readonly drafted: number;
  readonly accepted: number;
}

interface HeldOut {
  readonly prompt: string;
  readonly raw: boolean;
  readonly lang?: string;
  readonly before?: string;
}

/**
 * Asks the demo model with and without lookup at temperature 0, on lanes of their own with the same past: what a cache
 * already has decides how a prompt is cut into batches, and with that about the last bits of the numbers.
 */
export async function measureIdentity(
  program: string,
  { threads, count }: { readonly threads: number; readonly count: number },
): Promise<Identity> {
  const prompts = (await readPrompts()).slice(0, count);
  const ponder = await startPonder(program, demoModel, threads);
  try {
    let [same, drafted, accepted] = [0, 0, 0];
    for (const prompt of prompts) {
      const request = (more: Pick<GenerateRequest, "lane" | "lookup">): GenerateRequest => ({
        prompt,
        maxTokens: 400,
        sampling: { temperature: 0, topP: 1 },
        ...more,
      });
      const plain = await measure(ponder.engine, ponder.pid, request({ lane: "chat" }));
      const ahead = await measure(ponder.engine, ponder.pid, request({ lane: "edit", lookup: true }));
      if (plain.text === ahead.text) same++;
      drafted += ahead.usage.draftedTokens ?? 0;
      accepted += ahead.usage.acceptedTokens ?? 0;
    }
    return { prompts: prompts.length, same, drafted, accepted };
  } finally {
    await ponder.stop();
  }
}

/** The held-out cases with code as whole files to fix, which repeat the most, then all of them as questions. */
async function readPrompts(): Promise<readonly (readonly PromptPart[])[]> {
  const all = (await readFile(cases, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as HeldOut);
  const fixes = all.flatMap(({ before, lang = "ts" }) =>
    before === undefined ? [] : [renderFile(`src/code.${lang}`, before) + task],
  );
  return [...fixes, ...all.filter(({ raw }) => !raw).map(({ prompt }) => prompt)].map((text) =>
    renderChat(r1Form, [], text),
  );
}
