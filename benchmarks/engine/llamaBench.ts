import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Speeds that `llama-bench` found, in tokens per second. */
export interface LlamaBenchResult {
  readonly promptSpeed: number;
  readonly decodeSpeed: number;
}

/** Runs `llama-bench` once: no server, no sampling, an empty context. */
export async function runLlamaBench(
  program: string,
  { file, threads, prompt, decode }: { file: string; threads: number; prompt: number; decode: number },
): Promise<LlamaBenchResult> {
  const { stdout } = await promisify(execFile)(program, [
    ...["-m", file, "-p", String(prompt), "-n", String(decode), "-t", String(threads)],
    ...["-r", "1", "-dev", "none", "-o", "json"],
  ]);
  return parseLlamaBench(stdout);
}

/** Reads what `llama-bench -o json` printed: one object for the prompt and one for the generation. */
export function parseLlamaBench(json: string): LlamaBenchResult {
  const tests = JSON.parse(json) as readonly {
    readonly n_prompt: number;
    readonly n_gen: number;
    readonly avg_ts: number;
  }[];
  const prompt = tests.find(({ n_prompt: count, n_gen: decoded }) => count > 0 && decoded === 0);
  const decode = tests.find(({ n_prompt: count, n_gen: decoded }) => count === 0 && decoded > 0);
  if (prompt === undefined || decode === undefined) throw new Error("llama-bench left out one of its two tests.");
  return { promptSpeed: prompt.avg_ts, decodeSpeed: decode.avg_ts };
}
