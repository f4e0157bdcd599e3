import type { LlamaModel } from "node-llama-cpp";
import type { TurnGate } from "../../../scheduler/turnGate.js";
import type { PrefillRequest } from "../../engine.js";
import { wasAborted } from "./generate.js";
import type { Lane } from "./lane.js";
import { promptTokens } from "./promptTokens.js";
import type { Take } from "./sharedTurns.js";
import type { StepMeter } from "./stepMeter.js";
import { leastUrgent } from "./urgency.js";

/** What an evaluation ahead works with. */
export interface AheadSetting {
  readonly model: LlamaModel;
  readonly lane: Lane;
  /** Prompt tokens of the next batch. */
  readonly batchSize: () => number;
  readonly gate: TurnGate;
  readonly meter: StepMeter;
  readonly signal: AbortSignal;
}

/**
 * Brings a prompt into the KV cache while nobody waits, batch by batch. As soon as a generation wants the lane it is
 * over; what is evaluated until then stays.
 *
 * @returns the tokens it evaluated.
 * @throws `signal.reason`; whatever the native code throws.
 */
export async function prefillAhead(request: PrefillRequest, setting: AheadSetting): Promise<number> {
  const { model, lane, signal } = setting;
  const tokens = promptTokens(model, request.prompt);
  const needed = lane.beginAhead();
  const either = AbortSignal.any([signal, needed]);
  let evaluated = 0;
  try {
    await lane.queue.run(leastUrgent, either, async () => {
      const take: Take = (work) => setting.gate.run(leastUrgent, either, () => setting.meter.run(work));
      try {
        // A prompt that fills the context leaves no place for an answer: it will be asked in a shorter form.
        if (tokens.length >= (await take(() => lane.contextSize()))) return;
        const sequence = await take(() => lane.sequenceFor(tokens));
        await take(() => sequence.adaptStateToTokens(tokens, false));
        for (let from = sequence.nextTokenIndex; from < tokens.length;) {
          const chunk = tokens.slice(from, from + setting.batchSize());
          from += chunk.length;
          await take(() => lane.evaluate(sequence, chunk));
          evaluated += chunk.length;
        }
      } catch (error) {
        // As in `generate`: after a fault of the native code nobody knows what the cache holds.
        if (!wasAborted(either)) await lane.dispose();
        throw error;
      }
    });
  } catch (error) {
    if (signal.aborted || !needed.aborted) throw error;
  }
  return evaluated;
}
