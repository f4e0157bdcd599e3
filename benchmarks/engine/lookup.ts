import { r1Form } from "../../language-server/prompts/chatForms.js";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { GenerateRequest } from "../../language-server/engine/engine.js";
import { renderChat } from "../../language-server/prompts/renderChat.js";
import { readFixCases } from "../fixes/fixCases.js";
import type { CostPair, LookupCost } from "./lookupSummary.js";
import { demoModel } from "./models.js";
import { PartTimer, type Parts } from "./partTimer.js";
import { measure, startPonder, type Answer } from "./ponderEngine.js";

const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");

/** An answer, and those of its parts that it has. */
export interface FixAnswer extends Answer, Parts {}

/** One fix, without and with prompt lookup. */
export interface LookupPair {
  readonly plain: FixAnswer;
  readonly lookup: FixAnswer;
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
        prompt: renderChat(r1Form, [], prompt),
        maxTokens: 400,
        sampling: { temperature: 0, topP: 1 },
        lookup,
      });
      // The prompt is in the cache for both, so that only the generation counts.
      await measure(engine, pid, { ...request(false), maxTokens: 1 });
      const answers = new Map<boolean, FixAnswer>();
      for (const lookup of at % 2 === 0 ? [false, true] : [true, false]) {
        const timer = new PartTimer(pid);
        const answer = await measure(engine, pid, request(lookup), (text, tokens) => timer.push(text, tokens));
        answers.set(lookup, { ...answer, ...timer.parts });
      }
      const [plain, guessed] = [answers.get(false), answers.get(true)];
      if (plain && guessed) pairs.push({ plain, lookup: guessed });
    }
    return pairs;
  } finally {
    await ponder.stop();
  }
}

/** What the answers cost. */
export const costsOf = (pairs: readonly LookupPair[]): readonly CostPair[] =>
  pairs.map(({ plain, lookup }) => ({ plain: costOf(plain), lookup: costOf(lookup) }));

const costOf = ({ generatedTokens, wallMs, cpuMs, usage, thought, code }: FixAnswer): LookupCost => ({
  all: { tokens: generatedTokens, wallMs, cpuMs },
  ...(thought && { thought }),
  ...(code && { code }),
  drafted: usage.draftedTokens ?? 0,
  accepted: usage.acceptedTokens ?? 0,
});
