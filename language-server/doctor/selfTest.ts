import { randomUUID } from "node:crypto";
import type { Finding } from "../../protocol/health.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { TurnEvent, Usage } from "../../protocol/events.js";
import { runTurn } from "../chat/runTurn.js";
import { effortFor, type ChatModel, type TurnQueue } from "../chat/turnQueue.js";
import { completionModelOf, type Engine } from "../engine/engine.js";
import type { ModelService } from "../models/modelService.js";
import { greedy } from "../prompts/family.js";
import { completionForms } from "../prompts/completion/completionForms.js";
import { renderChat } from "../prompts/renderChat.js";
import { turnLimits } from "../thinking/thoughtBudget.js";

/** What the test works with. */
export interface SelfTestParts {
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
}

/** How long prompt and thought may take together, in milliseconds: a large model would think for minutes. */
const limitMs = 10_000;
/** Tokens of the prompt whose reading is measured, or a quarter of a smaller context. */
const promptTokens = 512;
/** A conversation's KV cache lies in lane `chat`: this one leaves it alone. */
const lane = "edit";

type Measured = Pick<Finding, "state" | "detail">;

/** How fast the model reads: a prompt that no cache has, as long as a short question with a file. */
export async function testReading(parts: SelfTestParts, signal: AbortSignal): Promise<Measured> {
  const usage = await parts.turns.run(ignore, signal, (model) => read(parts, model, signal));
  if (usage === undefined) return { state: "note", detail: `not done within ${String(limitMs / 1000)} seconds` };
  const { evaluatedTokens, ttftMs } = usage;
  const rate = evaluatedTokens / Math.max(ttftMs, 1);
  return {
    state: "ok",
    detail: `${(rate * 1000).toFixed(0)} tokens/s (${String(evaluatedTokens)} in ${seconds(ttftMs)})`,
  };
}

/** One question with its thought: whether it thinks, and how fast it writes. */
export async function testThinking(parts: SelfTestParts, signal: AbortSignal): Promise<Measured> {
  return parts.turns.run(ignore, signal, async (model) => {
    const limit = AbortSignal.timeout(limitMs);
    let usage: Usage | undefined;
    let thought = 0;
    const take = (event: TurnEvent) => {
      if (event.type === "usage") usage = event;
      if (event.type === "thinking") thought = event.tokens ?? thought;
      if (event.type === "thinkingDone") thought = event.tokens;
    };
    const request = {
      lane,
      prompt: renderChat(model.chatForm, [], "How many Rs are in 'strawberry'?"),
      model,
      limits: turnLimits(model.info.contextSize, effortFor(model, "medium")),
    } as const;
    const isWhole = await runTurn(
      { ...parts, thought: parts.turns.thought },
      request,
      take,
      AbortSignal.any([signal, limit]),
      () => true,
    ).catch((error: unknown) => {
      if (signal.aborted || !limit.aborted) throw error;
      return false;
    });
    const { generatedTokens = 0, tokensPerSecond = 0, ttftMs = 0 } = usage ?? {};
    const written = model.info.canThink
      ? `thought ${String(thought)} of ${String(generatedTokens)} tokens`
      : `${String(generatedTokens)} tokens, this model does not think`;
    const speed = `${tokensPerSecond.toFixed(1)} tokens/s, first token after ${seconds(ttftMs)}`;
    return isWhole
      ? { state: "ok", detail: `${written}, then answered; ${speed}` }
      : { state: "note", detail: `${written} in ${String(limitMs / 1000)} seconds, and was not done; ${speed}` };
  });
}

/** One completion. */
export async function testCompleting({ engine, models }: SelfTestParts, signal: AbortSignal): Promise<Measured> {
  const { info } = await models.ready(signal);
  if (!info.canComplete)
    throw new PonderFailure(
      "modelUnsupported",
      `${info.name} has no fill-in-the-middle tokens.`,
      "Chat, explain and fix work; for completions choose a model that has them.",
    );
  const [form] = completionForms(engine.model === undefined ? [] : completionModelOf(engine.model).specialTokens);
  if (form === undefined) throw new Error("Every model can at least continue a text");
  const window = { above: "function add(a, b) {\n", typed: "  return", suffix: ";\n}\n" };
  const request = {
    lane: "completion",
    prompt: form.render({ path: "add.js", languageId: "javascript", window, chunks: [] }),
    maxTokens: 16,
    sampling: greedy,
    stop: ["\n", ...form.stop],
  } as const;
  let tokens = 0;
  for await (const event of engine.generate(request, signal)) if (event.type === "text") tokens += event.tokens;
  return { state: "ok", detail: `${String(tokens)} token(s) written` };
}

async function read({ engine }: SelfTestParts, model: ChatModel, signal: AbortSignal): Promise<Usage | undefined> {
  const limit = AbortSignal.timeout(limitMs);
  // About 20 tokens a line; the numbers differ each time, so that no cache has it.
  const lines = Math.floor(Math.min(promptTokens, model.info.contextSize / 4) / 20);
  const text = Array.from({ length: Math.max(1, lines) }, (_, line) => `${String(line)} ${randomUUID().slice(0, 12)}`);
  const request = {
    lane,
    prompt: renderChat(model.chatForm, [], text.join("\n"), false),
    maxTokens: 1,
    sampling: greedy,
  } as const;
  try {
    for await (const event of engine.generate(request, AbortSignal.any([signal, limit])))
      if (event.type === "done") return event.usage;
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error;
  }
  return undefined;
}

const ignore = () => undefined;

const seconds = (ms: number): string => (ms < 1000 ? `${String(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`);
