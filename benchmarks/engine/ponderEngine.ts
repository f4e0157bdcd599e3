import type { GenerateEvent, GenerateRequest, LoadedModel } from "../../language-server/engine/engine.js";
import { LlamaEngine } from "../../language-server/engine/llama/llamaEngine.js";
import type { BenchmarkModel } from "./models.js";
import { timed, type Run, type Subject } from "./subject.js";

const beginOfSentence = "<｜begin▁of▁sentence｜>";
const never = new AbortController().signal;

/** Ponder's engine with a model, as the language server drives it. */
export interface PonderEngine extends Subject {
  readonly engine: LlamaEngine;
  readonly model: LoadedModel;
}

/** Starts the engine process and loads a model. */
export async function startPonder(
  program: string,
  model: Pick<BenchmarkModel, "file" | "contextSize">,
  threads: number,
): Promise<PonderEngine> {
  const engine = new LlamaEngine({
    program,
    log: (level, message) => {
      if (level === "error" || level === "warn") console.log(`engine: ${message}`);
    },
  });
  try {
    const loaded = await engine.load(
      { path: model.file, gpu: "cpu", threads, contextSize: model.contextSize },
      () => undefined,
      never,
    );
    const { pid } = engine;
    if (pid === undefined) throw new Error("The engine process ended.");
    return {
      name: "Ponder",
      pid,
      engine,
      model: loaded,
      generate: (prompt, tokens) => measure(engine, pid, greedyRequest("chat", prompt, tokens)),
      stop: () => engine.dispose(),
    };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

/** A request for the best tokens after the beginning-of-sentence token and a text. */
export const greedyRequest = (lane: GenerateRequest["lane"], prompt: string, maxTokens: number): GenerateRequest => ({
  lane,
  prompt: [{ special: beginOfSentence }, { text: prompt }],
  maxTokens,
  sampling: { temperature: 0, topP: 1 },
});

type DoneEvent = Extract<GenerateEvent, { type: "done" }>;

/** Generates to the end and measures it. `onText` takes all text so far, and how many tokens the last piece has. */
export async function measure(
  engine: LlamaEngine,
  pid: number,
  request: GenerateRequest,
  onText: (text: string, tokens: number) => void = () => undefined,
): Promise<Answer> {
  const { result, wallMs, cpuMs } = await timed(pid, async () => {
    let text = "";
    let end: DoneEvent | undefined;
    for await (const event of engine.generate(request, never)) {
      if (event.type === "text") {
        text += event.text;
        onText(text, event.tokens);
      } else if (event.type === "done") end = event;
    }
    if (end === undefined) throw new Error("The engine ended without saying so.");
    return { text, usage: end.usage };
  });
  const { promptTokens, evaluatedTokens, generatedTokens } = result.usage;
  return { wallMs, cpuMs, promptTokens, evaluatedTokens, generatedTokens, text: result.text, usage: result.usage };
}

/** A run with what came out. */
export interface Answer extends Run {
  readonly text: string;
  readonly usage: DoneEvent["usage"];
}
