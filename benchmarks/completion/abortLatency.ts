import type { Clock } from "../../language-server/completion/clock.js";
import type { Engine, GenerateRequest } from "../../language-server/engine/engine.js";
import type { SourceFile } from "./traces/sourceFiles.js";

/** One abort while a prompt is evaluated. */
export interface AbortCost {
  /** From the abort until the engine begins with the next request, in milliseconds. */
  readonly ms: number;
  /** A batch of the prompt took this long before it, in milliseconds. */
  readonly batchMs: number;
}

/** Aborts completions in the middle of their prompts, and asks for another one right away. */
export async function measureAbortLatency(
  engine: Pick<Engine, "generate">,
  clock: Clock,
  { text }: SourceFile,
  rounds: number,
): Promise<readonly AbortCost[]> {
  const costs: AbortCost[] = [];
  for (let round = 0; round < rounds; round++) {
    const end = new AbortController();
    const lines = text.split("\n").slice(round, round + 90);
    const events = engine.generate(request(`${round}\n${lines.join("\n")}`), end.signal)[Symbol.asyncIterator]();
    const times: number[] = [];
    while (times.length < 3) {
      const next = await events.next();
      if (next.done === true || next.value.type !== "prefill") throw new Error("The prompt was evaluated too soon.");
      times.push(clock.now());
    }
    const batchMs = (times[2] ?? 0) - (times[1] ?? 0);
    // Some aborts come early in a batch, some late.
    const inBatch = events.next().catch(() => undefined);
    await clock.sleep((batchMs * (1 + (round % 5))) / 6, never);
    const from = clock.now();
    end.abort();
    const next = engine.generate(request(`${round} next`), never)[Symbol.asyncIterator]();
    // Its first event says that it is its turn, before anything is evaluated.
    await next.next();
    costs.push({ ms: clock.now() - from, batchMs });
    await inBatch;
    await next.return?.(undefined);
  }
  return costs;
}

const request = (text: string): GenerateRequest => ({
  lane: "completion",
  prompt: [{ text }],
  maxTokens: 1,
  sampling: { temperature: 0, topP: 1 },
});

const never = new AbortController().signal;
