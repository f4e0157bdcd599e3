import { readFile } from "node:fs/promises";
import path from "node:path";
import type { GenerateRequest } from "../../language-server/engine/engine.js";
import { renderR1 } from "../../language-server/prompts/renderR1.js";
import { readFixCases } from "../fixes/fixCases.js";
import { demoModel } from "./models.js";
import { measure, startPonder, type Answer } from "./ponderEngine.js";

const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");

/** The fenced code of an answer: it repeats the prompt, the thought before it does not. */
export interface CodePart {
  readonly tokens: number;
  readonly wallMs: number;
}

/** An answer, and the part of it that is code, if there is any. */
export interface FixAnswer extends Answer {
  readonly code?: CodePart;
}

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
        prompt: renderR1([], prompt),
        maxTokens: 400,
        sampling: { temperature: 0, topP: 1 },
        lookup,
      });
      // The prompt is in the cache for both, so that only the generation counts.
      await measure(engine, pid, { ...request(false), maxTokens: 1 });
      const answers = new Map<boolean, FixAnswer>();
      for (const lookup of at % 2 === 0 ? [false, true] : [true, false]) {
        const code = new CodeTimer();
        const answer = await measure(engine, pid, request(lookup), (text, tokens) => code.push(text, tokens));
        answers.set(lookup, { ...answer, ...(code.part && { code: code.part }) });
      }
      const [plain, guessed] = [answers.get(false), answers.get(true)];
      if (plain && guessed) pairs.push({ plain, lookup: guessed });
    }
    return pairs;
  } finally {
    await ponder.stop();
  }
}

/** Measures the steps between the first fence behind the thought and the last one. */
class CodeTimer {
  #from: number | undefined;
  #to = 0;
  #tokens = 0;
  #over = false;

  get part(): CodePart | undefined {
    return this.#from === undefined || this.#tokens === 0
      ? undefined
      : { tokens: this.#tokens, wallMs: this.#to - this.#from };
  }

  /** @param text all of it so far. */
  push(text: string, tokens: number): void {
    const thought = text.lastIndexOf("</think>");
    if (thought < 0 || this.#over) return;
    const now = performance.now();
    const fences = text.slice(thought).split("```").length - 1;
    if (this.#from !== undefined) {
      this.#to = now;
      this.#tokens += tokens;
      this.#over = fences > 1;
    } else if (fences > 0) this.#from = now;
  }
}
