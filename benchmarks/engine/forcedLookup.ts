import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
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
  const program = fork(
    path.join(import.meta.dirname, "forcedLookupProgram.ts"),
    [model.file, String(threads), String(answers)],
    // It reads TypeScript and Markdown as this process does.
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  try {
    const ended = once(program, "exit").then(() => {
      throw new Error("The program that writes the right answers ended.");
    });
    const [told] = (await Promise.race([once(program, "message"), ended])) as [readonly CostPair[]];
    ended.catch(() => undefined);
    return { model, threads, answers: told };
  } finally {
    program.kill();
  }
}
