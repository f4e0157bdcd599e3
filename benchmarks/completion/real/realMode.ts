import { systemClock } from "../../../language-server/completion/clock.js";
import type { SyntaxTrees } from "../../../language-server/completion/syntax/syntaxTrees.js";
import { readCpu, threadCount } from "../../../language-server/models/threadCount.js";
import { buildEngineProgram } from "../../../scripts/engineProgram.js";
import { coderShapedModel, demoModel, r1ShapedModel } from "../../engine/models.js";
import { findPeer } from "../../engine/peer.js";
import { startPonder } from "../../engine/ponderEngine.js";
import { seededRandom } from "../../support/seededRandom.js";
import { measureAbortLatency } from "../abortLatency.js";
import type { CompletionResults, RealResults } from "../figures.js";
import { measureChatInterference } from "../interference.js";
import { measure } from "../measures.js";
import { planTrace } from "../plannedTrace.js";
import { heldOutLines, measureQuality, type QualityScore } from "../quality.js";
import type { Tokenizer } from "../tokenizer.js";
import { firstPieces } from "../traces/firstPieces.js";
import type { SourceFile } from "../traces/sourceFiles.js";
import type { Trace } from "../traces/trace.js";
import { replayReally, type RealParts } from "./realReplay.js";

/** Which sessions are replayed in real time with a model, and how many seconds of each: all of it takes 15 minutes. */
const sessions = {
  coder: { names: ["typescript 1", "python", "go"], seconds: 100 },
  // With one session the peer shows two suggestions in time, which is too few for its waits.
  r1: { names: ["python", "go"], seconds: 90 },
} as const;

/** What is measured with. */
export interface RealModeParts {
  readonly traces: readonly Trace[];
  readonly files: readonly SourceFile[];
  readonly tokenizer: Tokenizer;
  readonly syntax: SyntaxTrees;
  readonly say: (what: string) => void;
}

/** Replays in real time with both systems: with a small model for completions, and with a big one as the hard case. */
export async function realMode(parts: RealModeParts): Promise<Pick<CompletionResults, "real" | "quality">> {
  const peer = await findPeer();
  const program = await buildEngineProgram("out/bench");
  const threads = threadCount(0, readCpu(false));
  const common = { ...parts, program, peer, threads };
  const onThreads = `${threads} thread(s), as many as the product takes here`;
  const coder = await realResults(
    { key: "coder", name: "Qwen2.5-Coder-0.5B shape", machine: `Q8_0, ${onThreads}` },
    { ...common, file: await coderShapedModel(peer) },
  );
  const r1 = await realResults(
    { key: "r1", name: "R1-1.5B shape", machine: `Q4_K_M, ${onThreads}` },
    { ...common, file: (await r1ShapedModel(peer)).file },
  );
  return { real: [coder, r1], quality: await qualityOfDemo(program, parts) };
}

async function realResults(
  about: Pick<RealResults, "name" | "machine"> & { readonly key: keyof typeof sessions },
  parts: RealModeParts & RealParts,
): Promise<RealResults> {
  const { program, file, threads, tokenizer, say } = parts;
  const { names, seconds }: { readonly names: readonly string[]; readonly seconds: number } = sessions[about.key];
  const traces = parts.traces
    .filter(({ name }) => names.includes(name))
    .map((trace) => planTrace(firstPieces(trace, seconds)));
  const tokensOf = (text: string): number => tokenizer.encode(text).length;
  const { ponder, peer } = await replayReally(parts, traces);
  const engine = await startPonder(program, { file, contextSize: 8192 }, threads);
  try {
    const longest = longestOf(parts.files);
    say(`${about.name}: completions while a chat runs`);
    const interference = await measureChatInterference(engine.engine, systemClock, longest, 2);
    say(`${about.name}: aborts`);
    return {
      ...about,
      sessions: traces.map(({ name }) => name),
      sessionSeconds: seconds,
      ponder: measure(ponder, tokensOf),
      peer: { name: "llama.vscode, -b 512", measures: measure(peer, tokensOf) },
      others: [],
      interference,
      aborts: await measureAbortLatency(engine.engine, systemClock, longest, 5),
    };
  } finally {
    await engine.stop();
  }
}

async function qualityOfDemo(program: string, { files, syntax, say }: RealModeParts): Promise<readonly QualityScore[]> {
  say("quality with the demo model");
  const demo = await startPonder(program, demoModel, 1);
  try {
    return await measureQuality(demo.engine, heldOutLines(files, 12, seededRandom(5)), files, syntax);
  } finally {
    await demo.stop();
  }
}

/** The file with the most text. */
export function longestOf(files: readonly SourceFile[]): SourceFile {
  const [longest] = [...files].sort((a, b) => b.text.length - a.text.length);
  if (longest === undefined) throw new Error("There are no files.");
  return longest;
}
