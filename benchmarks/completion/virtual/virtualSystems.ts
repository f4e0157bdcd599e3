import type { CompletionEvent } from "../../../language-server/completion/completionEvent.js";
import type { SyntaxTrees } from "../../../language-server/completion/syntax/syntaxTrees.js";
import { seededRandom } from "../../support/seededRandom.js";
import { EngineLog } from "../engineLog.js";
import type { Session } from "../measures.js";
import { Oracle } from "../oracle.js";
import { LlamaVscode } from "../peer/llamaVscode.js";
import type { PlannedTrace } from "../plannedTrace.js";
import { Ponder, qwenForm } from "../ponder.js";
import { beforeCaret } from "../promptText.js";
import { replay } from "../replay.js";
import type { CompletionSystem } from "../system.js";
import type { Tokenizer } from "../tokenizer.js";
import { VirtualClock } from "./virtualClock.js";
import { VirtualEngine } from "./virtualEngine.js";
import { VirtualLlamaServer } from "./virtualLlamaServer.js";
import { VirtualProcessor, type ModelSpeed } from "./virtualProcessor.js";

/** What both systems run on. */
export interface VirtualMachine {
  readonly speed: ModelSpeed;
  /** Threads that compute at the same time: each counts as CPU time. */
  readonly threads: number;
  readonly tokenizer: Tokenizer;
  readonly syntax: SyntaxTrees;
}

/** What a system of its own is made of. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly processor: VirtualProcessor;
  readonly log: EngineLog;
  readonly oracle: Oracle;
}

export function makeRig({ speed }: VirtualMachine): Rig {
  const clock = new VirtualClock();
  return { clock, processor: new VirtualProcessor(clock, speed), log: new EngineLog(), oracle: new Oracle() };
}

/** How Ponder is set up. */
export interface PonderOptions {
  readonly withContext: boolean;
  readonly observe?: (event: CompletionEvent) => void;
  readonly isBusy?: () => boolean;
}

/** Prompt tokens per batch of the engine on a CPU, and of other work while somebody types. */
export const ponderBatch = 128;
const gentleBatch = 16;

export function virtualPonder(
  machine: VirtualMachine,
  rig: Rig,
  options: PonderOptions,
): { readonly system: CompletionSystem; readonly engine: VirtualEngine } {
  let foreground = false;
  const engine = new VirtualEngine({
    ...rig,
    tokenizer: machine.tokenizer,
    says: ({ prompt }) => rig.oracle.continue(beforeCaret(prompt)),
    batchSize: ponderBatch,
    gentleBatchSize: gentleBatch,
    foreground: () => foreground,
  });
  const system = new Ponder({
    engine,
    clock: rig.clock,
    form: qwenForm(),
    syntax: machine.syntax,
    withContext: options.withContext,
    ...(options.isBusy && { isBusy: options.isBusy }),
    observe: (event) => {
      if (event.type === "engineStart") foreground = event.purpose === "completion";
      options.observe?.(event);
    },
  });
  return { system, engine };
}

/** How llama-server is started. */
export interface PeerOptions {
  readonly batch: number;
  readonly cacheReuse: number;
  readonly answers: number;
  readonly clearsIdleSlots: boolean;
}

/** As its own documentation recommends on a CPU, one answer per request. */
export const recommendedPeer: PeerOptions = { batch: 512, cacheReuse: 256, answers: 1, clearsIdleSlots: true };

export function virtualPeer(
  machine: VirtualMachine,
  rig: Rig,
  options: PeerOptions,
): { readonly system: CompletionSystem; readonly server: VirtualLlamaServer } {
  const server = new VirtualLlamaServer({
    ...rig,
    tokenizer: machine.tokenizer,
    says: ({ inputPrefix, prompt }) => rig.oracle.continue(inputPrefix + prompt),
    sizes: { batch: options.batch, context: 4096 },
    cacheReuse: options.cacheReuse,
    answers: options.answers,
    predictLimitMs: 500,
    clearsIdleSlots: options.clearsIdleSlots,
  });
  return { system: new LlamaVscode(server, rig.clock, seededRandom(11)), server };
}

/** Replays a trace on a virtual machine. */
export async function replayVirtually(
  machine: VirtualMachine,
  trace: PlannedTrace,
  make: (rig: Rig) => { readonly system: CompletionSystem },
  settleMs?: number,
): Promise<Session> {
  const rig = makeRig(machine);
  const { system } = make(rig);
  const { clock, log, oracle, processor } = rig;
  const options = { clock, log, oracle, ...(settleMs !== undefined && { settleMs }) };
  const result = await clock.run(replay(trace, system, options));
  await clock.run(system.dispose());
  return { replay: result, calls: log.calls, cpuSeconds: (processor.busyMs / 1000) * machine.threads };
}
