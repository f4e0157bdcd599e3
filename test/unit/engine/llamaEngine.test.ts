import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { EngineState, GenerateEvent, LoadOptions } from "../../../language-server/engine/engine.js";
import { LlamaEngine, type LlamaEngineOptions } from "../../../language-server/engine/llama/llamaEngine.js";
import { containing } from "../../support/containing.js";

/** The supervisor, with a stand-in for the engine process that misbehaves on demand. */
const program = path.resolve(import.meta.dirname, "../../fixtures/engine/fake-engine.cjs");
const never = new AbortController().signal;
const nothing = () => undefined;

const options = (name: string, more: Partial<LoadOptions> = {}): LoadOptions => ({
  path: `/models/${name}.gguf`,
  gpu: "cpu",
  threads: 1,
  contextSize: 512,
  ...more,
});

describe("LlamaEngine", () => {
  const engines: LlamaEngine[] = [];
  const log: string[] = [];

  function newEngine(more: Partial<LlamaEngineOptions> = {}): LlamaEngine {
    const engine = new LlamaEngine({
      program,
      log: (_level, message) => log.push(message),
      restartDelays: [1, 1, 1],
      ...more,
    });
    engines.push(engine);
    return engine;
  }

  async function loadedEngine(more: Partial<LlamaEngineOptions> = {}): Promise<LlamaEngine> {
    const engine = newEngine(more);
    await engine.load(options("ok"), nothing, never);
    return engine;
  }

  /** Reads a generation into `events`, which keeps what came before an error. */
  async function ask(engine: LlamaEngine, text: string, signal = never, events: GenerateEvent[] = []) {
    const request = { lane: "chat", prompt: [{ text }], maxTokens: 9, sampling: { temperature: 0, topP: 1 } } as const;
    for await (const event of engine.generate(request, signal)) events.push(event);
    return events;
  }

  /** Resolves when the engine is in a state; at once when it is. */
  function reaches(engine: LlamaEngine, state: EngineState): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (engine.state !== state) return;
        stop();
        resolve();
      };
      const stop = engine.onDidChange(look);
      look();
    });
  }

  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
    log.length = 0;
  });

  it("starts nothing before the first load", async () => {
    const engine = newEngine();
    expect([engine.state, engine.model, engine.pid]).toEqual(["stopped", undefined, undefined]);
    await expect(ask(engine, "ok")).rejects.toMatchObject({ data: { code: "engineStopped" } });
    expect(engine.pid).toBeUndefined();
  });

  it("loads with progress, tells about it, and answers", async () => {
    const engine = newEngine();
    const states: string[] = [];
    engine.onDidChange(() => states.push(`${engine.state}${engine.model ? "+model" : ""}`));
    const progress: unknown[] = [];
    const model = await engine.load(options("ok"), (...told) => progress.push(told), never);
    expect(model.name).toBe("Fake");
    expect(progress).toEqual([
      [0.5, true],
      [0.5, undefined],
    ]);
    expect(states).toEqual(["starting", "running", "running+model"]);
    expect((await ask(engine, "ok")).map(({ type }) => type)).toEqual(["text", "done"]);
    expect(log).toContain("native code prints");
    expect(log).toContain("chat: 2 of 9 prompt token(s) evaluated, 1 generated, the first after 5 ms");
  });

  it("does not load again what is loaded, and takes another process for another model or other options", async () => {
    const engine = await loadedEngine();
    const first = engine.pid;
    await engine.load(options("ok"), nothing, never);
    expect(engine.pid).toBe(first);
    await engine.load(options("ok", { threads: 2 }), nothing, never);
    expect(engine.pid).not.toBe(first);
    expect(() => process.kill(first ?? 0, 0)).toThrow();
    expect(await ask(engine, "ok")).toHaveLength(2);
  });

  it("hands on the failure of a load and of a generation, and goes on", async () => {
    const engine = newEngine();
    await expect(engine.load(options("refused"), nothing, never)).rejects.toMatchObject({
      data: { code: "modelLoadFailed", message: "No.", hint: "Another." },
    });
    await engine.load(options("ok"), nothing, never);
    await expect(ask(engine, "fails")).rejects.toMatchObject({ data: { code: "promptTooLong" } });
    expect(await ask(engine, "nonsense")).toHaveLength(2);
  });

  it.each(["kill", "exit"])(
    "when the process ends by itself (%s), everything that runs fails, and it restarts",
    async (how) => {
      const engine = await loadedEngine();
      const dead = engine.pid;
      const waiting = ask(engine, "wait").catch((error: unknown) => error);
      const events: GenerateEvent[] = [];
      await expect(ask(engine, how, never, events)).rejects.toMatchObject({ data: { code: "engineStopped" } });
      expect(events, "text that came before the end is kept").toEqual([{ type: "text", text: "hi", tokens: 1 }]);
      expect(await waiting).toMatchObject({ data: { code: "engineStopped" } });
      expect(engine.model).toBeUndefined();
      await reaches(engine, "running");
      expect(engine.pid).not.toBe(dead);
      await engine.load(options("ok"), nothing, never);
      expect(await ask(engine, "ok")).toHaveLength(2);
    },
  );

  it.each([
    ["hang", "stopped responding"],
    ["stall", "no progress"],
  ])("ends a process that hangs (%s) and fails what runs", async (how, word) => {
    const engine = await loadedEngine({ heartbeat: { intervalMs: 200, silentPings: 5, stalledPings: 5 } });
    await expect(ask(engine, how)).rejects.toMatchObject({
      data: { code: "engineStopped", message: containing(word) },
    });
    await engine.load(options("ok"), nothing, never);
    expect(await ask(engine, "ok")).toHaveLength(2);
  });

  it("does not load a file again by itself that crashed the process twice, unless the user wants it", async () => {
    const engine = newEngine();
    for (let crash = 0; crash < 2; crash++) {
      await expect(engine.load(options("crash"), nothing, never)).rejects.toMatchObject({
        data: { code: "modelLoadFailed", message: containing("crash.gguf") },
      });
    }
    await reaches(engine, "running");
    const pid = engine.pid;
    await expect(engine.load(options("crash"), nothing, never)).rejects.toMatchObject({
      data: {
        code: "modelLoadFailed",
        message: containing("twice"),
        hint: containing("Choose"),
      },
    });
    expect(engine.pid, "it was not even tried").toBe(pid);
    await engine.load(options("ok"), nothing, never);
    await expect(engine.load(options("crash", { byUser: true }), nothing, never)).rejects.toMatchObject({
      data: { message: containing("SIGABRT") },
    });
  });

  it("loads once more after a crash where a GPU may be to blame, and not where there is none", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "ponder-once-"));
    const once = { path: path.join(folder, "crash-once.gguf") };
    try {
      await expect(newEngine().load(options("ok", once), nothing, never)).rejects.toMatchObject({
        data: { message: containing("SIGABRT") },
      });
      await rm(`${once.path}.crashed`);
      const model = await newEngine().load(options("ok", { ...once, gpu: "auto", byUser: true }), nothing, never);
      expect(model.name).toBe("Fake");
      const always = newEngine().load(options("crash", { gpu: "auto" }), nothing, never);
      await expect(always).rejects.toMatchObject({ data: { message: containing("SIGABRT") } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ["the model for completions", { completion: { path: "/models/crash-c.gguf" } }, ["completion"]],
    ["the draft model", { completion: { path: "/models/fine.gguf" }, draft: "/models/crash-d.gguf" }, ["draft"]],
    ["both", { completion: { path: "/models/crash-c.gguf" }, draft: "/models/crash-d.gguf" }, ["completion", "draft"]],
  ])(
    "loads without %s after a crash with it, and takes that for the load that was asked for",
    async (_, second, out) => {
      const engine = newEngine();
      const all = options("beside", second);
      const model = await engine.load(all, nothing, never);
      expect(model).toMatchObject({ name: "Fake", options: { path: all.path, leftOut: out } });
      const { pid } = engine;
      expect(await engine.load(all, nothing, never)).toBe(model);
      expect(engine.pid, "it is not loaded once more").toBe(pid);
    },
  );

  it("does not take a crash with the draft model for one with the model, and does not try it a third time", async () => {
    const engine = newEngine({ restartDelays: [1, 1, 1, 1, 1, 1] });
    const all = options("beside", { draft: "/models/crash-d.gguf" });
    const starts = () => log.filter((line) => /process \d+ started/.test(line)).length;
    for (const [attempt, started] of [2, 2, 1].entries()) {
      const before = starts();
      expect(await engine.load(all, nothing, never)).toMatchObject({ options: { leftOut: ["draft"] } });
      expect(starts() - before, `load ${String(attempt + 1)}`).toBe(started);
      await engine.unload();
    }
    const before = starts();
    await engine.load({ ...all, byUser: true }, nothing, never);
    expect(starts() - before, "the user wants it tried").toBe(2);
  });

  it("frees the model when told to, and loads it again", async () => {
    const engine = await loadedEngine();
    const pid = engine.pid ?? 0;
    await engine.unload();
    expect([engine.state, engine.model, engine.memoryBytes]).toEqual(["stopped", undefined, undefined]);
    expect(() => process.kill(pid, 0)).toThrow();
    await engine.unload();
    await engine.load(options("ok"), nothing, never);
    expect(await ask(engine, "ok")).toHaveLength(2);
  });

  it("knows the memory of the process", async () => {
    const engine = newEngine({ heartbeat: { intervalMs: 50, silentPings: 100, stalledPings: 100 } });
    await engine.load(options("ok"), nothing, never);
    await new Promise<void>((resolve) => {
      engine.onDidChange(() => engine.memoryBytes !== undefined && resolve());
    });
    expect(engine.memoryBytes).toBeGreaterThan(1e6);
  });

  it("counts tokens and evaluates ahead, and says what went wrong", async () => {
    const engine = await loadedEngine();
    const ahead = (text: string, signal = never) => engine.prefill({ lane: "chat", prompt: [{ text }] }, signal);
    expect(await engine.countTokens([[{ text: "a" }], []], never)).toEqual([1, 0]);
    expect(await ahead("ok")).toBe(7);
    await expect(ahead("fails")).rejects.toMatchObject({ data: { code: "promptTooLong" } });
    const abort = new AbortController();
    const waiting = ahead("wait", abort.signal);
    abort.abort(new Error("stop"));
    await expect(waiting).rejects.toThrow("stop");
    await expect.poll(() => log.filter((line) => line.startsWith("aborted")), { timeout: 10_000 }).toHaveLength(1);
    await expect(ahead("kill")).rejects.toMatchObject({ data: { code: "engineStopped" } });
    await expect(engine.countTokens([], never)).rejects.toMatchObject({ data: { code: "engineStopped" } });
  });

  it("ends a load that hangs", async () => {
    const engine = newEngine({ heartbeat: { intervalMs: 200, silentPings: 5, stalledPings: 50 } });
    await expect(engine.load(options("hang"), nothing, never)).rejects.toMatchObject({
      data: { code: "modelLoadFailed", message: containing("stopped responding") },
    });
  });

  it("gives up after too many ends, until the user loads again", async () => {
    const engine = await loadedEngine();
    for (let end = 0; end < 4; end++) {
      if (end > 0) await engine.load(options("ok"), nothing, never);
      await expect(ask(engine, "kill")).rejects.toMatchObject({ data: { code: "engineStopped" } });
    }
    expect(engine.state).toBe("unavailable");
    await expect(engine.load(options("ok"), nothing, never)).rejects.toMatchObject({
      data: { code: "engineUnavailable", hint: containing("Choose Model") },
    });
    await expect(ask(engine, "ok")).rejects.toMatchObject({ data: { code: "engineUnavailable" } });
    await engine.load(options("ok", { byUser: true }), nothing, never);
    expect(await ask(engine, "ok")).toHaveLength(2);
  });

  it("a program that cannot even start ends in `unavailable`, not in a loop", async () => {
    const engine = newEngine({ program: `${program}.missing` });
    await expect(engine.load(options("ok"), nothing, never)).rejects.toMatchObject({
      data: { code: "modelLoadFailed", message: containing("exit code 1") },
    });
    await reaches(engine, "unavailable");
  });

  it("throws the reason at once when a generation is aborted, and tells the process", async () => {
    const engine = await loadedEngine();
    const abort = new AbortController();
    const waiting = ask(engine, "wait", abort.signal);
    setImmediate(() => abort.abort(new Error("stop")));
    await expect(waiting).rejects.toThrow("stop");
    await expect.poll(() => log.filter((line) => line.startsWith("aborted")), { timeout: 10_000 }).toHaveLength(1);
    await expect(ask(engine, "ok", abort.signal)).rejects.toThrow("stop");
  });

  it("tells the process when the reader leaves early", async () => {
    const engine = await loadedEngine();
    const request = {
      lane: "chat",
      prompt: [{ text: "wait" }],
      maxTokens: 9,
      sampling: { temperature: 0, topP: 1 },
    } as const;
    for await (const event of engine.generate(request, never)) {
      expect(event.type).toBe("text");
      break;
    }
    await expect.poll(() => log.filter((line) => line.startsWith("aborted")), { timeout: 10_000 }).toHaveLength(1);
  });

  it("an aborted load ends the process, and the next one works", async () => {
    const engine = newEngine();
    const abort = new AbortController();
    const loading = engine.load(options("slow"), () => abort.abort(new Error("never mind")), abort.signal);
    await expect(loading).rejects.toThrow("never mind");
    expect(engine.state).toBe("stopped");
    await engine.load(options("ok"), nothing, never);
    expect(await ask(engine, "ok")).toHaveLength(2);
  });

  it("loads one after the other", async () => {
    const engine = newEngine();
    const [first, second, third] = await Promise.all([
      engine.load(options("ok"), nothing, never),
      engine.load(options("ok"), nothing, never),
      engine.load(options("ok", { threads: 2 }), nothing, never),
    ]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("refuses work after its end and leaves no process", async () => {
    const engine = await loadedEngine();
    const pid = engine.pid ?? 0;
    const waiting = ask(engine, "wait").catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    await engine.dispose();
    expect(await waiting).toMatchObject({ data: { code: "engineStopped" } });
    expect(() => process.kill(pid, 0)).toThrow();
    await expect(engine.load(options("ok"), nothing, never)).rejects.toMatchObject({ data: { code: "engineStopped" } });
    await expect(ask(engine, "ok")).rejects.toMatchObject({ data: { code: "engineStopped" } });
  });
});
