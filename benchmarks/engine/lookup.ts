import { r1Form } from "../../language-server/prompts/chatForms.js";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { GenerateRequest } from "../../language-server/engine/engine.js";
import { renderChat } from "../../language-server/prompts/renderChat.js";
import { readFixCases } from "../fixes/fixCases.js";
import { cpuTime } from "../support/processUsage.js";
import { demoModel } from "./models.js";
import { measure, startPonder, type Answer } from "./ponderEngine.js";

const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");

/** A part of an answer: the fenced code repeats the prompt, the thought before it does not. */
export interface Part {
  readonly tokens: number;
  readonly wallMs: number;
  /** CPU time of the engine process, in steps of 10 ms; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
}

/** An answer, and those of its parts that it has. */
export interface FixAnswer extends Answer {
  readonly thought?: Part;
  readonly code?: Part;
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
        const { thought, code } = timer;
        answers.set(lookup, { ...answer, ...(thought && { thought }), ...(code && { code }) });
      }
      const [plain, guessed] = [answers.get(false), answers.get(true)];
      if (plain && guessed) pairs.push({ plain, lookup: guessed });
    }
    return pairs;
  } finally {
    await ponder.stop();
  }
}

interface Moment {
  readonly wall: number;
  readonly cpu: number | undefined;
  readonly tokens: number;
}

/** Measures the steps up to the end of the thought, and those between the first fence behind it and the last one. */
class PartTimer {
  readonly #pid: number;
  #tokens = 0;
  #begin: Moment | undefined;
  #thoughtEnd: Moment | undefined;
  #codeBegin: Moment | undefined;
  #codeEnd: Moment | undefined;

  constructor(pid: number) {
    this.#pid = pid;
  }

  get thought(): Part | undefined {
    return between(this.#begin, this.#thoughtEnd);
  }

  get code(): Part | undefined {
    return between(this.#codeBegin, this.#codeEnd);
  }

  /** @param text all of it so far. */
  push(text: string, tokens: number): void {
    this.#tokens += tokens;
    this.#begin ??= this.#now();
    const thought = text.indexOf("</think>");
    if (thought < 0 || this.#codeEnd !== undefined) return;
    this.#thoughtEnd ??= this.#now();
    const fences = text.slice(thought).split("```").length - 1;
    if (fences > 0) this.#codeBegin ??= this.#now();
    if (fences > 1) this.#codeEnd = this.#now();
  }

  #now(): Moment {
    return { wall: performance.now(), cpu: cpuTime(this.#pid), tokens: this.#tokens };
  }
}

function between(from: Moment | undefined, to: Moment | undefined): Part | undefined {
  if (from === undefined || to === undefined || to.tokens <= from.tokens) return undefined;
  return {
    tokens: to.tokens - from.tokens,
    wallMs: to.wall - from.wall,
    cpuMs: to.cpu === undefined || from.cpu === undefined ? undefined : to.cpu - from.cpu,
  };
}
