import { setTimeout as sleep } from "node:timers/promises";
import { getLlama } from "node-llama-cpp";

/*
 * What a completion waits while a chat's prompt is evaluated, when nobody schedules: one context of the binding with
 * two sequences and its default batching. A program of its own, forked by `interference.ts`; it says `ready`, then
 * answers each `Ask` with a `Told`.
 */

/** What is asked of the program. Without a chat it tells the time of an idle engine. */
export interface Ask {
  readonly completion: string;
  readonly chat?: string;
}

/** Milliseconds from asking for the completion to its first token, and to the end of the chat's prompt. */
export interface Told {
  readonly completionMs: number;
  readonly chatMs: number | undefined;
}

/** The chat's first batch is under way by then, in milliseconds. */
const headStartMs = 20;

async function main(): Promise<void> {
  const [file, threads] = process.argv.slice(2);
  const maxThreads = Number(threads);
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads });
  const model = await llama.loadModel({ modelPath: file ?? "" });
  const context = await model.createContext({ sequences: 2, contextSize: 2048, threads: maxThreads });
  const chat = context.getSequence();
  const completion = context.getSequence();

  async function answer(ask: Ask): Promise<Told> {
    await chat.clearHistory();
    await completion.clearHistory();
    const completionTokens = model.tokenize(ask.completion);
    const chatTokens = model.tokenize(ask.chat ?? "");
    const chatBegan = performance.now();
    const chatDone =
      ask.chat === undefined
        ? undefined
        : chat.evaluateWithoutGeneratingNewTokens(chatTokens).then(() => performance.now() - chatBegan);
    if (chatDone) await sleep(headStartMs);
    const asked = performance.now();
    const drawn = completion.evaluate(completionTokens, { temperature: 0 });
    await drawn.next();
    const completionMs = performance.now() - asked;
    await drawn.return();
    return { completionMs, chatMs: await chatDone };
  }

  process.on("message", (ask: Ask) => {
    void answer(ask).then((told) => process.send?.(told));
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}

await main();
