import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PonderFailure } from "../../../protocol/errors.js";
import type { LoadedModel } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { greedy, loadOptions } from "../../support/requests.js";

const never = new AbortController().signal;
const megabyte = 2 ** 20;
/** A small model with a context that takes much more than the model. */
const contextSize = 32_768;

/** The system refuses memory: real shortage, made with `prlimit`. */
describe.runIf(hasPrlimit())("an engine process that gets no more memory", () => {
  let program: string;
  let folder: string;
  let model: string;
  let engine: LlamaEngine;
  /** Address space that a process with the model and a small context took, in bytes. */
  let small: number;

  beforeAll(async () => {
    program = await buildEngineProgram("memory-shortage");
    folder = await temporaryFolder();
    model = path.join(folder, "random.gguf");
    await writeTinyModel({ file: model, corpus: "code user total sum\n".repeat(20) });
    small = await addressSpaceWith(512);
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => engine.dispose());

  function start(): void {
    engine = new LlamaEngine({ program, stateFolder: folder, log: () => undefined, restartDelays: [] });
  }

  const load = (size: number): Promise<LoadedModel> =>
    engine.load(loadOptions(model, { contextSize: size }), () => undefined, never);

  async function addressSpaceWith(size: number): Promise<number> {
    start();
    await load(size);
    const status = await readFile(`/proc/${String(engine.pid)}/status`, "utf8");
    await engine.dispose();
    return Number(/^VmSize:\s*(\d+)/m.exec(status)?.[1]) * 1024;
  }

  /** Loads in a process that may have this much address space and no more. */
  async function loadWithin(bytes: number): Promise<LoadedModel | PonderFailure> {
    start();
    const unsubscribe = engine.onDidChange(() => {
      if (engine.state !== "starting") return;
      // Before the process gets the message to load.
      execFileSync("prlimit", ["--pid", String(engine.pid), `--as=${String(Math.floor(bytes))}`]);
      unsubscribe();
    });
    try {
      return await load(contextSize);
    } catch (error) {
      if (PonderFailure.is(error)) return error;
      throw error;
    }
  }

  /** A model that was loaded answers, or memory is too short even for that and it says so. */
  async function expectAnswer(): Promise<void> {
    try {
      for await (const event of engine.generate(greedy([{ text: "code user" }], { maxTokens: 8 }), never)) {
        if (event.type === "done") expect(event.usage.generatedTokens).toBe(8);
      }
    } catch (error) {
      expect(error).toMatchObject({ data: { code: "engineStopped" } });
    }
  }

  it("takes a smaller context that works, or says what is wrong", async () => {
    let short = 0;
    // How much address space a process takes beside what it needs differs from run to run, by more than a context.
    for (const more of [32, 16, 0, -32, -64, -128, -256, -512]) {
      if (short > 1) break;
      const result = await loadWithin(small + more * megabyte);
      if (PonderFailure.is(result)) {
        expect(result.data.code).toBe("modelLoadFailed");
        expect(result.data.hint).not.toBe("");
        short++;
      } else {
        await expectAnswer();
        if (result.contextSize < contextSize) short++;
        expect(result.notice?.text ?? "").toMatch(result.contextSize < contextSize ? /tokens of context/ : /^$/);
      }
      await engine.dispose();
    }
    expect(short, "memory was short at all").toBeGreaterThan(0);
  });

  it("says so where not even the model fits", async () => {
    const result = await loadWithin(small / 2);
    if (!PonderFailure.is(result)) throw new Error("it was loaded");
    expect(result.data.code).toBe("modelLoadFailed");
  });
});

describe("an engine process in a container", () => {
  it("takes the context that fits into the container's memory, and says so", async () => {
    const folder = await temporaryFolder();
    // What Node reads from the control group of a container with so much memory.
    const container = path.join(folder, "container.cjs");
    await writeFile(container, `process.constrainedMemory = () => ${String(8 * megabyte)};`);
    const child = new EngineChild(await buildEngineProgram("container"), { execArgv: ["--require", container] });
    try {
      const loaded = await child.load(loadOptions(demoModel, { contextSize: 4096 }));
      expect(loaded.contextSize).toBeLessThan(4096);
      expect(loaded.notice?.text).toMatch(/^There is memory for [\d,]+ tokens of context, not for 4,096\.$/);
      const { usage } = await child.generate(greedy([{ text: "code user" }], { maxTokens: 8 }));
      expect(usage.generatedTokens).toBe(8);
    } finally {
      await child.stop();
      await rm(folder, { recursive: true });
    }
  });
});

function hasPrlimit(): boolean {
  if (process.platform !== "linux") return false;
  try {
    execFileSync("prlimit", ["--version"]);
    return true;
  } catch {
    return false;
  }
}
