import type { Clock } from "../../language-server/completion/clock.js";
import type { Engine, GenerateRequest } from "../../language-server/engine/engine.js";
import { windowAt } from "../../language-server/completion/layout/windowAt.js";
import { cpuBudget } from "../../language-server/completion/layout/windowBudget.js";
import { qwenForm } from "./ponder.js";
import type { SourceFile } from "./traces/sourceFiles.js";

/** Tokens of each completion, and about how many of the chat's prompt and answer. */
const completionTokens = 12;
const chatLines = 150;
const chatTokens = 48;

/** Milliseconds for a whole completion after Enter, and prompt tokens that had to be evaluated for it. */
export interface CompletionCost {
  readonly ms: number;
  readonly evaluated: number;
}

/** Completions beside a chat. */
export interface ChatInterference {
  readonly idle: readonly CompletionCost[];
  /** Asked for while the chat's prompt is evaluated, or its answer is written. */
  readonly duringChat: readonly CompletionCost[];
  /** The first one after the chat's turn. */
  readonly afterChat: readonly CompletionCost[];
  /** Longest time between two events of the chat's prompt: a batch, in milliseconds. */
  readonly batchMs: number;
}

/** Presses Enter in a file again and again: on an idle engine, while a chat runs, and after its turn. */
export async function measureChatInterference(
  engine: Pick<Engine, "generate">,
  clock: Clock,
  file: SourceFile,
  rounds: number,
): Promise<ChatInterference> {
  const lineEnds = [...file.text.matchAll(/\n/g)].map(({ index }) => index + 1);
  let line = 60;
  const complete = (): Promise<CompletionCost> => completionCost(engine, clock, file, lineEnds[line++] ?? 0);
  const idle: CompletionCost[] = [];
  const duringChat: CompletionCost[] = [];
  const afterChat: CompletionCost[] = [];
  let batchMs = 0;
  await complete();
  for (let round = 0; round < rounds; round++) {
    idle.push(await complete());
    const end = new AbortController();
    const chat = engine.generate(chatRequest(file, round), end.signal)[Symbol.asyncIterator]();
    let last: number | undefined;
    let batches = 0;
    let completion: Promise<void> | undefined;
    for (let next = await chat.next(); next.done !== true; next = await chat.next()) {
      if (next.value.type !== "prefill" || completion !== undefined) continue;
      const now = clock.now();
      if (last !== undefined && next.value.evaluated > 0) batchMs = Math.max(batchMs, now - last);
      last = now;
      // The chat's loop goes on meanwhile, as it would in a server.
      if (++batches === 3) completion = complete().then((cost) => void duringChat.push(cost));
    }
    await completion;
    end.abort();
    afterChat.push(await complete());
  }
  return { idle, duringChat, afterChat, batchMs };
}

function chatRequest({ text }: SourceFile, round: number): GenerateRequest {
  const lines = text.split("\n").slice(round, round + chatLines);
  const prompt = [{ special: "<｜User｜>" }, { text: `${round} ${lines.join("\n")}` }, { special: "<｜Assistant｜>" }];
  return { lane: "chat", prompt, maxTokens: chatTokens, sampling: { temperature: 0, topP: 1 } };
}

async function completionCost(
  engine: Pick<Engine, "generate">,
  clock: Clock,
  { uri, languageId, text, path }: SourceFile,
  offset: number,
): Promise<CompletionCost> {
  const window = windowAt({ uri, languageId, version: 0, text, offset }, cpuBudget);
  const prompt = qwenForm().render({ path, languageId, window, chunks: [] });
  const request: GenerateRequest = {
    lane: "completion",
    prompt,
    maxTokens: completionTokens,
    sampling: { temperature: 0, topP: 1 },
  };
  const from = clock.now();
  let evaluated = 0;
  for await (const event of engine.generate(request, never)) {
    if (event.type === "done") evaluated = event.usage.evaluatedTokens;
  }
  return { ms: clock.now() - from, evaluated };
}

const never = new AbortController().signal;
