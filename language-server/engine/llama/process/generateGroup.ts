import path from "node:path";
import { randomUUID } from "node:crypto";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { Usage } from "../../../../protocol/events.js";
import { groupCounts, type GenerateEvent, type GroupEvent, type GroupRequest } from "../../engine.js";
import type { Cost } from "./cost.js";
import { decode, type Drawing } from "./decode.js";
import { firstTokens } from "./firstTokens.js";
import { emptyPrompt, prefill, tooLong, wasAborted, type GenerateSetting } from "./generate.js";
import { promptTokens } from "./promptTokens.js";
import { canCopyBetweenContexts, copySequence } from "./sequenceCopy.js";
import { SharedTurns, type Take } from "./sharedTurns.js";
import { TokenStream } from "./tokenStream.js";
import { urgencyOf } from "./urgency.js";

/** What a group works with. */
export interface GroupSetting extends Omit<GenerateSetting, "emit"> {
  readonly emit: (event: GroupEvent) => void;
  /** Folder for files that live for a moment; only this user can read it. */
  readonly folder: string;
}

/** A group on its way. */
interface Group {
  readonly request: GroupRequest;
  readonly setting: GroupSetting;
  readonly tokens: readonly Token[];
  readonly sequences: readonly LlamaContextSequence[];
  readonly take: Take;
  readonly cost: Cost;
}

/**
 * Generates several answers to one prompt. The prompt is evaluated once: on the lane, whose cache mostly holds it
 * already and keeps it for the next request; or, where a generation needs the lane meanwhile, in the first sequence of
 * the group. From there it is copied, and the answers are decoded side by side, one batch and one turn per step.
 *
 * @throws PonderFailure `badRequest`, `promptTooLong`, `modelLoadFailed`; `signal.reason`; what the native code throws.
 */
export async function generateGroup(request: GroupRequest, setting: GroupSetting, cost: Cost): Promise<void> {
  const arrived = performance.now();
  const { model, lane, signal } = setting;
  const { candidates } = lane;
  const { count } = request;
  if (!(Number.isInteger(count) && count >= groupCounts.min && count <= groupCounts.max)) throw badCount(count);
  const tokens = promptTokens(model, request.prompt);
  if (tokens.length === 0) throw emptyPrompt();
  const priority = urgencyOf(request, "group");
  await candidates.use(priority, signal, async () => {
    const take: Take = (work) => setting.gate.run(priority, signal, () => setting.meter.run(work));
    const release = setting.gate.hold(priority);
    try {
      const size = await take(() => lane.contextSize());
      const needed = tokens.length + request.maxTokens;
      if (needed > size) throw tooLong(tokens.length, request.maxTokens, size);
      const sequences = await take(() => candidates.sequences(count, needed, signal));
      const group: Group = { request, setting, tokens, sequences, take, cost };
      const firsts = (await shareFromLane(group)) ?? (await shareFromFirst(group));
      setting.emit({ type: "done", usage: await decodeAll(firsts, arrived, group) });
    } catch (error) {
      // As in `generate`: after a fault of the native code nobody knows what the caches hold.
      if (!wasAborted(signal) && !PonderFailure.is(error)) await candidates.dispose();
      throw error;
    } finally {
      release();
    }
  });
}

/**
 * Evaluates the prompt on the lane and copies it from there.
 *
 * @returns the first tokens; undefined when a generation needed the lane, or where copying cannot be done.
 */
async function shareFromLane(group: Group): Promise<readonly Token[] | undefined> {
  const { lane, gate, meter, signal } = group.setting;
  const loan = lane.borrow();
  const either = AbortSignal.any([signal, loan.signal]);
  const priority = urgencyOf(group.request, "group");
  const take: Take = (work) => gate.run(priority, either, () => meter.run(work));
  try {
    return await lane.queue.run(priority, either, async () => {
      const sequence = await take(() => lane.sequenceFor(group.tokens));
      if (!canCopyBetweenContexts(sequence)) return undefined;
      try {
        return await share(sequence, { ...group, take, setting: { ...group.setting, signal: either } });
      } catch (error) {
        if (!wasAborted(either)) await lane.dispose();
        throw error;
      }
    });
  } catch (error) {
    if (signal.aborted || !loan.signal.aborted) throw error;
    return undefined;
  } finally {
    loan.end();
  }
}

/** Evaluates the prompt in the first sequence of the group. */
function shareFromFirst(group: Group): Promise<readonly Token[]> {
  const [first] = group.sequences;
  if (first === undefined) throw new Error("The group has no sequence.");
  return share(first, group);
}

/** Evaluates the prompt in `from`, chooses the first tokens, and copies it into all sequences. */
async function share(from: LlamaContextSequence, group: Group): Promise<readonly Token[]> {
  const { request, setting, tokens, sequences, take, cost } = group;
  const { model, bans } = setting;
  const tail = await prefill(from, tokens, take, setting, cost);
  const firsts = await take(() =>
    firstTokens(tail, {
      sequence: from,
      model,
      sampling: request.sampling,
      count: request.count,
      ...(request.scripts && { ban: bans.get(model, request.scripts) }),
    }),
  );
  cost.evaluatedTokens += tail.length;
  const file = path.join(setting.folder, `${String(process.pid)}-${randomUUID()}.tmp`);
  await copySequence(from, sequences, file, take);
  return firsts;
}

/** Decodes all candidates side by side. @returns what the whole group cost. */
async function decodeAll(firsts: readonly Token[], arrived: number, group: Group): Promise<Usage> {
  const { request, setting, tokens, sequences, cost } = group;
  const { model, bans, emit } = setting;
  const turns = new SharedTurns(firsts.length, group.take);
  const started = performance.now();
  const one = async (candidate: number, first: Token): Promise<void> => {
    const own: Cost = { evaluatedTokens: 0, generatedTokens: 0 };
    const stream = new TokenStream([first], {
      sequence: sequences[candidate] as LlamaContextSequence,
      model,
      sampling: request.sampling,
      ...(request.scripts && { ban: bans.get(model, request.scripts) }),
    });
    const tell = (event: GenerateEvent) => {
      if (event.type === "text") emit({ ...event, candidate });
      if (event.type === "done") emit({ type: "ended", candidate, reason: event.reason });
    };
    try {
      const all = startingWith(first, model.isEogToken(first), stream);
      await decode(all, { model, request, promptTokens: tokens.length, arrived, take: turns.take, emit: tell }, own);
    } finally {
      cost.generatedTokens += own.generatedTokens;
      await stream.end();
      turns.leave();
    }
  };
  const ends = await Promise.allSettled(firsts.map((first, candidate) => one(candidate, first)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  for (let missing = firsts.length; missing < request.count; missing++) {
    emit({ type: "ended", candidate: missing, reason: "end" });
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    promptTokens: tokens.length,
    evaluatedTokens: cost.evaluatedTokens,
    generatedTokens: cost.generatedTokens,
    ttftMs: Math.round(started - arrived),
    // The first tokens are drawn along with the prompt.
    tokensPerSecond: cost.generatedTokens > firsts.length ? round((cost.generatedTokens - firsts.length) / seconds) : 0,
  };
}

/** A stream whose first token is drawn already, but not yet evaluated. */
function startingWith(first: Token, ends: boolean, stream: TokenStream): Drawing {
  let begun = false;
  return {
    pendingTokens: 1,
    draftedTokens: 0,
    acceptedTokens: 0,
    guess: () => Promise.resolve(),
    step() {
      if (begun) return stream.step();
      begun = true;
      return Promise.resolve({ tokens: ends ? [] : [first], ended: ends });
    },
  };
}

const round = (rate: number): number => Math.round(rate * 100) / 100;

const badCount = (count: unknown) =>
  new PonderFailure(
    "badRequest",
    `${String(count)} answers to one prompt cannot be generated.`,
    `Ask for ${String(groupCounts.min)} to ${String(groupCounts.max)}.`,
  );
