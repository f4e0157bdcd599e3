import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { TurnGate } from "../../../scheduler/turnGate.js";
import type { GenerateEvent, GenerateRequest } from "../../engine.js";
import type { Cost } from "./cost.js";
import { decode } from "./decode.js";
import type { Lane } from "./lane.js";
import { PromptLookup } from "./promptLookup.js";
import { promptTokens } from "./promptTokens.js";
import type { ScriptBans } from "./scriptBan.js";
import type { Take } from "./sharedTurns.js";
import type { StepMeter } from "./stepMeter.js";
import { TokenStream } from "./tokenStream.js";
import { urgencyOf } from "./urgency.js";

/** What a generation works with. */
export interface GenerateSetting {
  readonly model: LlamaModel;
  readonly lane: Lane;
  /** One batch at a time in the whole process. */
  readonly gate: TurnGate;
  readonly meter: StepMeter;
  readonly bans: ScriptBans;
  readonly emit: (event: GenerateEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Generates, in two parts that both look at the signal after each batch: the prompt is evaluated in chunks (the
 * binding itself would evaluate all of it before it looks at a signal), then tokens are drawn, step by step.
 *
 * @throws PonderFailure `promptTooLong`; `signal.reason`; whatever the native code throws.
 */
export async function generate(request: GenerateRequest, setting: GenerateSetting, cost: Cost): Promise<void> {
  const arrived = performance.now();
  const { model, lane, signal } = setting;
  const tokens = promptTokens(model, request.prompt);
  const last = tokens.at(-1);
  if (last === undefined) throw emptyPrompt();
  const priority = urgencyOf(request.lane, "single");
  lane.endAhead();
  await lane.queue.run(0, signal, async () => {
    const take: Take = (work) => setting.gate.run(priority, signal, () => setting.meter.run(work));
    const release = setting.gate.hold(priority);
    try {
      const size = await take(() => lane.contextSize());
      if (tokens.length + request.maxTokens > size) throw tooLong(tokens.length, request.maxTokens, size);
      const sequence = await lane.sequence();
      await prefill(sequence, tokens, take, setting, cost);
      const stream = new TokenStream(last, {
        sequence,
        model,
        sampling: request.sampling,
        ...(request.scripts && { ban: setting.bans.get(model, request.scripts) }),
        ...(request.lookup === true && {
          speculation: { lookup: new PromptLookup<Token>(tokens), length: lane.draftLength },
        }),
      });
      await decode(stream, { model, request, promptTokens: tokens.length, arrived, take, emit: setting.emit }, cost);
    } catch (error) {
      // Nobody knows what the cache holds after a fault of the native code; an abort leaves it whole.
      if (!wasAborted(signal) && !PonderFailure.is(error)) await lane.dispose();
      throw error;
    } finally {
      release();
    }
  });
}

/** What the evaluation of a prompt works with. */
interface PrefillSetting {
  readonly lane: Pick<Lane, "batchSize">;
  readonly emit: (event: Extract<GenerateEvent, { type: "prefill" }>) => void;
}

/** Brings all but the last token of the prompt into the KV cache; what is there already is kept. */
export async function prefill(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  take: Take,
  { lane, emit }: PrefillSetting,
  cost: Cost,
): Promise<void> {
  const head = tokens.slice(0, -1);
  await take(() => sequence.adaptStateToTokens(head, false));
  const kept = sequence.nextTokenIndex;
  const total = tokens.length - kept;
  emit({ type: "prefill", evaluated: 0, total, cached: kept });
  for (let from = kept; from < head.length; from += lane.batchSize) {
    const chunk = head.slice(from, from + lane.batchSize);
    await take(() => sequence.evaluateWithoutGeneratingNewTokens(chunk));
    cost.evaluatedTokens += chunk.length;
    emit({ type: "prefill", evaluated: from + chunk.length - kept, total, cached: kept });
  }
}

/** Whether the signal was aborted because nobody wants the answer any more, and not by a fault. */
export const wasAborted = (signal: AbortSignal): boolean =>
  signal.aborted && signal.reason instanceof Error && signal.reason.name === "AbortError";

/** The failure of a prompt that fits into no context. All in tokens. */
export const tooLong = (prompt: number, answer: number, size: number) =>
  new PonderFailure(
    "promptTooLong",
    `The prompt (${prompt} tokens) and its answer (up to ${answer}) do not fit into the context of ${size} tokens.`,
    "Select less code, start a new chat, or raise the setting ponder.model.contextSize.",
  );

/** The failure of a prompt without a single token. */
export const emptyPrompt = () => new PonderFailure("badRequest", "The prompt is empty.", "Write a question first.");
