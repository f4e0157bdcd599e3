import { askProgram } from "./askProgram.js";
import type { CostPair } from "./lookupSummary.js";
import type { BenchmarkModel } from "./models.js";

/** What prompt lookup brings a model that is made to write the right answers. */
export interface ForcedLookup {
  readonly model: BenchmarkModel;
  readonly threads: number;
  readonly answers: readonly CostPair[];
}

/**
 * Lets a model write the right answers to fix prompts, without and with prompt lookup, in a process of its own.
 *
 * @param answers how many.
 */
export async function measureForcedLookup(
  model: BenchmarkModel,
  { threads, answers }: { readonly threads: number; readonly answers: number },
): Promise<ForcedLookup> {
  const told = await askProgram<readonly CostPair[]>("forcedLookupProgram.ts", [model.file, threads, answers]);
  return { model, threads, answers: told };
}
