import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { TurnGate } from "../../../scheduler/turnGate.js";
import type { GenerateEvent, GenerateRequest } from "../../engine.js";
import type { Cost } from "./cost.js";
import { decode } from "./decode.js";
import { restTokens, type Lane } from "./lane.js";
import { DraftGuesser } from "./draftGuesser.js";
import { FirstGuesser } from "./firstGuesser.js";
import type { Guesser } from "./guesser.js";
import { LookupGuesser } from "./lookupGuesser.js";
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
  /** Prompt tokens of the next batch. */
  readonly batchSize: () => number;
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
  const tokens = promptTokens(model, request.prompt, lane.drawn);
  if (tokens.length === 0) throw emptyPrompt();
  const priority = urgencyOf(request, "single");
  lane.endAhead();
  await lane.queue.run(0, signal, async () => {
    const take: Take = (work) => setting.gate.run(priority, signal, () => setting.meter.run(work));
    const release = setting.gate.hold(priority);
    try {
      const size = await take(() => lane.contextSize());
      if (tokens.length + request.maxTokens > size) throw tooLong(tokens.length, request.maxTokens, size);
      const sequence = await take(() => lane.sequenceFor(tokens));
      const drawn: Token[] = [];
      lane.drawn = { prompt: tokens, tokens: drawn };
      const tail = await prefill(sequence, tokens, take, setting, cost);
      const guesser = guesserFor(request, tokens, setting, take);
      const stream = new TokenStream(tail, {
        sequence,
        model,
        sampling: request.sampling,
        ...(request.scripts && { ban: setting.bans.get(model, request.scripts) }),
        ...(guesser && { guesser }),
      });
      try {
        const { emit } = setting;
        await decode(stream, { model, request, promptTokens: tokens.length, arrived, take, emit, drawn }, cost);
      } finally {
        await stream.end();
      }
    } catch (error) {
      // Nobody knows what the cache holds after a fault of the native code; an abort leaves it whole.
      if (!wasAborted(signal) && !PonderFailure.is(error)) await lane.dispose();
      throw error;
    } finally {
      release();
    }
  });
}

/** Guesses from the text first, which costs nothing, then with the draft model; undefined where neither is wanted. */
function guesserFor(
  request: GenerateRequest,
  tokens: readonly Token[],
  { lane, model }: GenerateSetting,
  take: Take,
): Guesser | undefined {
  const guessers: Guesser[] = [];
  if (request.lookup === true) guessers.push(new LookupGuesser(new PromptLookup<Token>(tokens), lane.draftLength));
  if (lane.draft !== undefined) {
    const vocabularySize = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
    guessers.push(new DraftGuesser(tokens, { draft: lane.draft, take, vocabularySize }));
  }
  return guessers.length > 1 ? new FirstGuesser(guessers) : guessers[0];
}

/** What the evaluation of a prompt works with. */
interface PrefillSetting {
  readonly lane: Pick<Lane, "evaluate">;
  readonly batchSize: () => number;
  readonly emit: (event: Extract<GenerateEvent, { type: "prefill" }>) => void;
}

/**
 * Brings the prompt into the KV cache, all but its end; what is there already is kept.
 *
 * @returns the end: at least the last token and at most one batch and `restTokens`. It is evaluated along with the first
 *   step, since one batch costs less than the same tokens in two.
 */
export async function prefill(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  take: Take,
  { lane, batchSize, emit }: PrefillSetting,
  cost: Cost,
): Promise<readonly Token[]> {
  await take(() => sequence.adaptStateToTokens(tokens.slice(0, -1), false));
  const kept = sequence.nextTokenIndex;
  const total = tokens.length - kept;
  emit({ type: "prefill", evaluated: 0, total, cached: kept });
  let from = kept;
  for (let size = batchSize(); tokens.length - from > size + restTokens; from += size, size = batchSize()) {
    const chunk = tokens.slice(from, from + size);
    await take(() => lane.evaluate(sequence, chunk));
    cost.evaluatedTokens += chunk.length;
    emit({ type: "prefill", evaluated: from + chunk.length - kept, total, cached: kept });
  }
  return tokens.slice(from);
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
