import { cpuTime } from "../support/processUsage.js";

/** One request, as the one who asked saw it. */
export interface Run {
  /** From asking to the end of the answer, in milliseconds. */
  readonly wallMs: number;
  /** CPU time of the subject's process meanwhile, in milliseconds; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
  readonly promptTokens: number;
  /** Prompt tokens that were not in the KV cache. */
  readonly evaluatedTokens: number;
  readonly generatedTokens: number;
}

/** A program with a loaded model that is measured. */
export interface Subject {
  readonly name: string;
  readonly pid: number;
  /** Generates up to `tokens` tokens, always the best one, after the beginning-of-sentence token and `prompt`. */
  generate(prompt: string, tokens: number): Promise<Run>;
  stop(): Promise<void>;
}

/** Runs `work` and measures it. */
export async function timed<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly wallMs: number; readonly cpuMs: number | undefined }> {
  const cpuBefore = cpuTime(pid);
  const before = performance.now();
  const result = await work();
  const wallMs = performance.now() - before;
  const cpuAfter = cpuTime(pid);
  return {
    result,
    wallMs,
    cpuMs: cpuAfter === undefined || cpuBefore === undefined ? undefined : cpuAfter - cpuBefore,
  };
}
