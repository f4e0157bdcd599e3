import { systemClock } from "../../../language-server/completion/clock.js";
import type { SyntaxTrees } from "../../../language-server/completion/syntax/syntaxTrees.js";
import { startLlamaServer, type LlamaServer } from "../../engine/llamaServer.js";
import type { Peer } from "../../engine/peer.js";
import { startPonder, type PonderEngine } from "../../engine/ponderEngine.js";
import { cpuTime } from "../../support/processUsage.js";
import { seededRandom } from "../../support/seededRandom.js";
import { EngineLog } from "../engineLog.js";
import type { Session } from "../measures.js";
import { Oracle } from "../oracle.js";
import { LlamaVscode } from "../peer/llamaVscode.js";
import type { PlannedTrace } from "../plannedTrace.js";
import { Ponder, qwenForm } from "../ponder.js";
import { replay } from "../replay.js";
import type { CompletionSystem } from "../system.js";
import type { Tokenizer } from "../tokenizer.js";
import { HttpInfillServer } from "./httpInfillServer.js";
import { SpokenEngine } from "./spokenEngine.js";

/** As llama.cpp's documentation recommends it on a CPU. */
export const peerFlags = ["--batch-size", "512", "--ubatch-size", "512", "--cache-reuse", "256"] as const;
const contextSize = 4096;

/** Both, with the same model, in one run. */
export interface RealSessions {
  readonly ponder: readonly Session[];
  readonly peer: readonly Session[];
}

/** What a real replay needs. */
export interface RealParts {
  readonly program: string;
  readonly peer: Peer;
  /** The model, for both. */
  readonly file: string;
  readonly threads: number;
  readonly tokenizer: Tokenizer;
  readonly syntax: SyntaxTrees;
  readonly say: (what: string) => void;
}

/** Replays each trace in real time with both systems, one after the other in changing order. */
export async function replayReally(parts: RealParts, traces: readonly PlannedTrace[]): Promise<RealSessions> {
  const { file, threads } = parts;
  const ours = await startPonder(parts.program, { file, contextSize }, threads);
  const theirs = await startLlamaServer(parts.peer.server, { file, contextSize }, threads, peerFlags);
  const ponder: Session[] = [];
  const peer: Session[] = [];
  try {
    for (const [at, trace] of traces.entries()) {
      const sides = [
        async () => void ponder.push(await ponderSession(parts, ours, trace)),
        async () => void peer.push(await peerSession(parts, theirs, trace)),
      ];
      for (const side of at % 2 === 0 ? sides : sides.reverse()) {
        parts.say(`${trace.name}: ${ponder.length} of Ponder, ${peer.length} of llama.vscode are done`);
        await side();
      }
    }
  } finally {
    await theirs.stop();
    await ours.stop();
  }
  return { ponder, peer };
}

function ponderSession(
  { tokenizer, syntax }: RealParts,
  { engine, pid }: PonderEngine,
  trace: PlannedTrace,
): Promise<Session> {
  const rig = { clock: systemClock, log: new EngineLog(), oracle: new Oracle() };
  let foreground = false;
  const system = new Ponder({
    engine: new SpokenEngine({ ...rig, engine, tokenizer, foreground: () => foreground }),
    clock: systemClock,
    form: qwenForm(),
    syntax,
    withContext: true,
    observe: (event) => {
      if (event.type === "engineStart") foreground = event.purpose === "completion";
    },
  });
  return session(pid, rig, system, trace);
}

function peerSession({ tokenizer }: RealParts, { origin, pid }: LlamaServer, trace: PlannedTrace): Promise<Session> {
  const rig = { clock: systemClock, log: new EngineLog(), oracle: new Oracle() };
  const server = new HttpInfillServer({ ...rig, origin, tokenizer });
  return session(pid, rig, new LlamaVscode(server, systemClock, seededRandom(11)), trace);
}

async function session(
  pid: number,
  rig: { readonly clock: typeof systemClock; readonly log: EngineLog; readonly oracle: Oracle },
  system: CompletionSystem,
  trace: PlannedTrace,
): Promise<Session> {
  const before = cpuTime(pid);
  const result = await replay(trace, system, rig);
  await system.dispose();
  const after = cpuTime(pid);
  const cpuSeconds = before === undefined || after === undefined ? Number.NaN : (after - before) / 1000;
  return { replay: result, calls: rig.log.calls, cpuSeconds };
}
