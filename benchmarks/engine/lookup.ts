import { readFile } from "node:fs/promises";
import path from "node:path";
import type { GenerateRequest } from "../../language-server/engine/engine.js";
import { renderR1 } from "../../language-server/prompts/renderR1.js";
import { readFixCases } from "../fixes/fixCases.js";
import { demoModel } from "./models.js";
import { measure, startPonder, type Answer } from "./ponderEngine.js";

const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");

/** One fix, without and with prompt lookup. */
export interface LookupPair {
  readonly plain: Answer;
  readonly lookup: Answer;
}

/** Lets the demo model fix planted bugs, each twice: one token at a time, and with tokens guessed from the prompt. */
export async function measureLookup(
  program: string,
  { threads, every }: { readonly threads: number; readonly every: number },
): Promise<readonly LookupPair[]> {
  const prompts = readFixCases(await readFile(cases, "utf8")).filter((_, at) => at % every === 0);
  const ponder = await startPonder(program, demoModel, threads);
  const { engine, pid } = ponder;
  try {
    const pairs: LookupPair[] = [];
    for (const [at, { prompt }] of prompts.entries()) {
      const request = (lookup: boolean): GenerateRequest => ({
        lane: "edit",
        prompt: renderR1([], prompt),
        maxTokens: 400,
        sampling: { temperature: 0, topP: 1 },
        lookup,
      });
      // The prompt is in the cache for both, so that only the generation counts.
      await measure(engine, pid, { ...request(false), maxTokens: 1 });
      const answers = new Map<boolean, Answer>();
      for (const lookup of at % 2 === 0 ? [false, true] : [true, false]) {
        answers.set(lookup, await measure(engine, pid, request(lookup)));
      }
      const [plain, guessed] = [answers.get(false), answers.get(true)];
      if (plain && guessed) pairs.push({ plain, lookup: guessed });
    }
    return pairs;
  } finally {
    await ponder.stop();
  }
}
