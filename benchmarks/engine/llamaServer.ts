import { spawn } from "node:child_process";
import { createServer } from "node:net";
import type { BenchmarkModel } from "./models.js";
import { timed, type Run, type Subject } from "./subject.js";

/** llama.cpp's server with a model. */
export interface LlamaServer extends Subject {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** The tokens of a text, without the beginning-of-sentence token. */
  tokenize(text: string): Promise<readonly number[]>;
}

/** What `/completion` says about its work, in its last event. */
interface Timings {
  readonly cache_n: number;
  readonly prompt_n: number;
  readonly predicted_n: number;
}

const startLimitMs = 120_000;

/**
 * Starts `llama-server` as it comes, but for one slot with the whole context (it would share it among four) and
 * without its copy of old prompts in memory, which only costs time here.
 *
 * @param more parameters of its command line.
 */
export async function startLlamaServer(
  program: string,
  model: Pick<BenchmarkModel, "file" | "contextSize">,
  threads: number,
  more: readonly string[] = [],
): Promise<LlamaServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    [
      ...["--model", model.file, "--ctx-size", String(model.contextSize), "--parallel", "1", "--cache-ram", "0"],
      ...["--threads", String(threads), "--threads-batch", String(threads), "--device", "none"],
      ...["--host", "127.0.0.1", "--port", String(port), "--no-webui", "--offline"],
      ...more,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-4000)));
  }
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  const failed = exited.then(() => {
    throw new Error(`llama-server ended while it started:\n${output}`);
  });
  try {
    await Promise.race([untilHealthy(origin, AbortSignal.timeout(startLimitMs)), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  failed.catch(() => undefined);
  const pid = child.pid ?? 0;
  return {
    name: "llama-server",
    origin,
    pid,
    tokenize: async (text) => {
      const answer = await post(origin, "/tokenize", { content: text, add_special: false });
      return ((await answer.json()) as { readonly tokens: readonly number[] }).tokens;
    },
    generate: (prompt, tokens) => generate(origin, pid, prompt, tokens),
    stop,
  };
}

async function generate(origin: string, pid: number, prompt: string, tokens: number): Promise<Run> {
  // One sampler, the cheapest: the best token. The answer is streamed, as ours is.
  const request = { prompt, n_predict: tokens, temperature: 0, top_k: 1, samplers: ["top_k"], stream: true };
  const { result, wallMs, cpuMs } = await timed(pid, async () => {
    const answer = await post(origin, "/completion", { ...request, cache_prompt: true });
    return lastEvent(await answer.text());
  });
  const { cache_n: cached, prompt_n: evaluated, predicted_n: generated } = result.timings;
  return {
    wallMs,
    cpuMs,
    promptTokens: cached + evaluated,
    evaluatedTokens: evaluated,
    generatedTokens: generated,
  };
}

/** The last event of an answer tells what it cost, or why there is none. */
function lastEvent(stream: string): { readonly timings: Timings } {
  const last = stream
    .split("\n")
    .filter((line) => /^(?:data|error): \{/.test(line))
    .at(-1);
  const event = JSON.parse(last?.replace(/^\w+: /, "") ?? "{}") as { readonly timings?: Timings };
  if (event.timings === undefined) throw new Error(`llama-server ended an answer with ${last ?? "nothing"}.`);
  return { timings: event.timings };
}

async function post(origin: string, path: string, body: object): Promise<Response> {
  const ask = () => fetch(origin + path, { method: "POST", body: JSON.stringify(body) });
  // The server closes connections that were idle for seconds, maybe at this very moment: then a new one is made.
  const answer = await ask().catch((error: unknown) => {
    if (error instanceof TypeError && error.cause instanceof Error && "socket" in error.cause) return ask();
    throw error;
  });
  if (!answer.ok) throw new Error(`llama-server answered ${answer.status} to ${path}: ${await answer.text()}`);
  return answer;
}

/** Asks for the health until it is good; the server says 503 while it loads. */
async function untilHealthy(origin: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(`${origin}/health`, { signal }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}
