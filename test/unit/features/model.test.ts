import { afterEach, describe, expect, it } from "vitest";
import {
  DidChangeConfigurationNotification,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
} from "vscode-languageserver/node";
import { PonderFailure } from "../../../protocol/errors.js";
import { healthPingMethod } from "../../../protocol/health.js";
import { modelLoadMethod, modelStatusMethod, modelUnloadMethod, type ModelStatus } from "../../../protocol/model.js";
import type { Engine, LoadedModel, LoadOptions, OnLoadProgress } from "../../../language-server/engine/engine.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient, type LspClientOptions } from "../../support/lspClient.js";

let client: LspClient;

/** An engine whose loads the test ends itself. */
class SlowEngine extends ScriptedEngine {
  readonly started: { readonly options: LoadOptions; readonly progress: OnLoadProgress }[] = [];
  #finish: ((failure?: PonderFailure) => void)[] = [];
  #awaited: (() => void)[] = [];

  override async load(options: LoadOptions, onProgress: OnLoadProgress, signal: AbortSignal): Promise<LoadedModel> {
    this.started.push({ options, progress: onProgress });
    for (const tell of this.#awaited.splice(0)) tell();
    const failure = await new Promise<PonderFailure | undefined>((resolve, reject) => {
      this.#finish.push(resolve);
      const abort = () => {
        this.#finish = this.#finish.filter((end) => end !== resolve);
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", abort, { once: true });
    });
    if (failure !== undefined) throw failure;
    return super.load(options, () => undefined, signal);
  }

  /** Ends the load that runs, or the next one: before it begins, its files are looked up. */
  async finish(failure?: PonderFailure): Promise<void> {
    await this.begun();
    for (const end of this.#finish.splice(0)) end(failure);
  }

  /** Waits until a load runs. */
  async begun(): Promise<void> {
    if (this.#finish.length === 0) await new Promise<void>((resolve) => this.#awaited.push(resolve));
    // It waits for its end one step later.
    await Promise.resolve();
  }
}

const connect = async <E extends Engine>(engine: E, options?: LspClientOptions): Promise<E> => {
  client = await connectInProcess(engine, options);
  return engine;
};
const slow = (script: Script = []) => new SlowEngine(script);
const states = () => client.statuses.map((status) => status.state);
const damaged = new PonderFailure("modelDamaged", "The file is damaged.", "Get it again.");

afterEach(() => client.connection.dispose());

describe("the model", () => {
  it("is not loaded before it is needed", async () => {
    const engine = await connect(slow());
    expect(await client.request<ModelStatus>(modelStatusMethod)).toEqual({ state: "idle", isDemo: true });
    expect(engine.started).toHaveLength(0);
  });

  it("is loaded once for all who need it, who are told how far it is", async () => {
    const engine = await connect(slow([{ text: "x</think>y" }, { text: "x</think>z" }]));
    const turns = [client.chat({ question: "1?" }), client.chat({ question: "2?" })];
    await turns[0]?.seen((event) => event.type === "phase" && event.phase === "loading");
    await engine.begun();
    engine.started[0]?.progress(0.5);
    await turns[0]?.seen((event) => event.type === "phase" && event.progress === 0.5);
    await engine.finish();
    await Promise.all(turns.map(({ result }) => result));
    expect(engine.started).toHaveLength(1);
    expect(client.statuses, "one of the two waits").toContainEqual({
      state: "loading",
      isDemo: true,
      progress: 0.5,
      queued: 1,
    });
  });

  it("tells who waits that another window is loading, and that it goes on", async () => {
    const engine = await connect(slow([{ text: "x</think>y" }]));
    const turn = client.chat({ question: "1?" });
    await engine.begun();
    engine.started[0]?.progress(0.3, true);
    await turn.seen((event) => event.type === "phase" && event.phase === "waitingForGpu");
    const waiting = { state: "loading", isDemo: true, progress: 0.3, waitsForGpu: true } as const;
    expect(await client.request(modelStatusMethod)).toEqual(waiting);
    expect(client.statuses).toContainEqual(waiting);
    engine.started[0]?.progress(0.3);
    await turn.seen((event) => event.type === "phase" && event.phase === "loading" && event.progress === 0.3);
    const { waitsForGpu: _, ...goesOn } = waiting;
    expect(await client.request(modelStatusMethod)).toEqual(goesOn);
    await engine.finish();
    await turn.result;
  });

  it("is the demo model with its recorded hash, one thread, and 8192 tokens at most", async () => {
    const engine = await connect(new ScriptedEngine([]));
    const status = await client.request<ModelStatus>(modelLoadMethod);
    expect(status).toMatchObject({ state: "ready", activity: "idle", model: { isDemo: true, canChat: true } });
    const [load] = engine.loads;
    expect(load?.path).toMatch(/models[/\\]demo[/\\]ponder-demo\.gguf$/);
    expect(load).toMatchObject({ gpu: "cpu", threads: 1, contextSize: 8192, byUser: true });
    expect(load?.hashes?.[load.path]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("goes on loading when the one who waited for it gave up", async () => {
    const engine = await connect(slow([{ text: "1;" }]));
    await client.open("file:///a.js", "javascript", "const total = ");
    await client.complete("file:///a.js", { line: 0, character: 14 }, 2);
    await client.status(({ state }) => state === "loading");
    await engine.finish();
    await client.status(({ state }) => state === "ready");
    expect(engine.started).toHaveLength(1);
  });

  it("says what it is doing", async () => {
    await connect(new ScriptedEngine([{ text: "I</think>A" }]));
    await client.chat({ question: "?" }).result;
    const activities = client.statuses.flatMap((status) => (status.state === "ready" ? [status.activity] : []));
    expect(activities.filter((activity, index) => activities[index - 1] !== activity)).toEqual([
      "idle",
      "thinking",
      "idle",
      "answering",
      "idle",
    ]);
  });

  it("tells why it cannot be loaded, and tries again when it is asked again", async () => {
    const engine = await connect(slow());
    const first = client.request(modelLoadMethod);
    await client.status(({ state }) => state === "loading");
    await engine.finish(damaged);
    expect((await errorOf(first)).data).toEqual(damaged.data);
    expect(await client.request(modelStatusMethod)).toEqual({ state: "failed", error: damaged.data });
    client.statuses.length = 0;
    const second = client.request<ModelStatus>(modelLoadMethod);
    await client.status(({ state }) => state === "loading");
    await engine.finish();
    expect((await second).state).toBe("ready");
  });

  it("refuses a path that is not absolute", async () => {
    await connect(new ScriptedEngine([]), { settings: { model: { path: "r1.gguf" } } });
    expect((await errorOf(client.request(modelLoadMethod))).data?.code).toBe("modelNotFound");
    expect(await client.request(modelStatusMethod)).toMatchObject({ state: "failed" });
  });

  it("is another one after the settings changed, at the next need", async () => {
    const engine = await connect(new ScriptedEngine([{ text: "x</think>y" }]));
    await client.request(modelLoadMethod);
    const settings = { ponder: { model: { path: "/r1.gguf" } } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    await client.status((status) => status.state === "idle" && !status.isDemo);
    expect(engine.loads).toHaveLength(1);
    await client.chat({ question: "?" }).result;
    expect(engine.loads.map(({ path }) => path)).toEqual([expect.stringContaining("demo"), "/r1.gguf"]);
  });

  it("stays when other settings change", async () => {
    const engine = await connect(new ScriptedEngine([{ text: "x</think>y" }]));
    await client.request(modelLoadMethod);
    const settings = { ponder: { engine: { threads: 1, gpu: "cpu" }, completion: { enabled: false } } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    await client.chat({ question: "?" }).result;
    expect(engine.loads).toHaveLength(1);
  });

  it("is loading for another model: the load that is not wanted any more ends", async () => {
    const engine = await connect(slow([{ text: "x</think>y" }]));
    const first = client.request(modelLoadMethod);
    await client.status(({ state }) => state === "loading");
    const settings = { ponder: { model: { path: "/r1.gguf" } } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    const second = client.request<ModelStatus>(modelLoadMethod);
    expect((await errorOf(first)).data?.code).toBe("modelLoadFailed");
    await engine.finish();
    expect(await second).toMatchObject({ state: "ready", model: { isDemo: false } });
  });

  it("is loaded again when the user wants that, as if for the first time", async () => {
    const engine = await connect(new ScriptedEngine([]));
    await client.request(modelLoadMethod);
    await client.request(modelLoadMethod);
    expect(engine.loads).toHaveLength(1);
    expect(await client.request<ModelStatus>(modelLoadMethod, { again: true })).toMatchObject({ state: "ready" });
    expect(engine.loads).toHaveLength(2);
    expect(engine.loads[1]).toMatchObject({ byUser: true });
    const refused = await errorOf(client.request(modelLoadMethod, { again: "yes" }));
    expect(refused.data?.code).toBe("badRequest");
  });

  it("is taken out of memory, and comes back at the next need", async () => {
    const engine = await connect(new ScriptedEngine([{ text: "x</think>y" }]));
    await client.request(modelLoadMethod);
    expect(await client.request<ModelStatus>(modelUnloadMethod)).toMatchObject({ state: "idle" });
    expect(engine.model).toBeUndefined();
    expect(await client.request<ModelStatus>(modelUnloadMethod)).toMatchObject({ state: "idle" });
    await client.chat({ question: "1?" }).result;
    expect(engine.loads).toHaveLength(2);
  });

  it("is not loaded any further when the user stops that", async () => {
    const engine = await connect(slow());
    const load = errorOf(client.request(modelLoadMethod));
    await engine.begun();
    expect(await client.request<ModelStatus>(modelUnloadMethod)).toEqual({ state: "idle", isDemo: true });
    expect((await load).data).toMatchObject({ code: "modelLoadFailed", message: "Loading the model was stopped." });
    const again = client.request<ModelStatus>(modelLoadMethod);
    await engine.finish();
    expect((await again).state).toBe("ready");
  });

  it("tells what was special about its load, and how many turns wait", async () => {
    const notice = { text: "It runs on the CPU.", retryGpu: true };
    await connect(new ScriptedEngine([{ text: "I", then: { type: "hangs" } }], { notice, vramBytes: 7 }));
    expect(await client.request<ModelStatus>(modelLoadMethod)).toMatchObject({ model: { notice, vramBytes: 7 } });
    client.chat({ question: "1?" }).result.catch(() => undefined);
    client.chat({ question: "2?" }).result.catch(() => undefined);
    client.chat({ question: "3?" }).result.catch(() => undefined);
    expect(await client.status((status) => status.state === "ready" && status.queued === 2)).toBeDefined();
  });

  it("shows loading as standard progress where the client has it", async () => {
    const engine = slow();
    client = await connectInProcess(engine, { workDoneProgress: true });
    const values: unknown[] = [];
    const ended = new Promise<void>((resolve) => {
      client.connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
      client.connection.onProgress(WorkDoneProgress.type, "ponder-load-1", (value) => {
        values.push(value);
        if (value.kind === "end") resolve();
      });
    });
    const load = client.request(modelLoadMethod);
    await client.status(({ state }) => state === "loading");
    await engine.begun();
    engine.started[0]?.progress(0, true);
    engine.started[0]?.progress(0.25);
    await engine.finish();
    await load;
    await ended;
    expect(values).toEqual([
      { kind: "begin", title: "Ponder: loading the model", percentage: 0 },
      { kind: "report", percentage: 0, message: "waiting for another window" },
      { kind: "report", percentage: 25, message: "" },
      { kind: "end" },
    ]);
  });

  it("is idle again after its process ended", async () => {
    await connect(new ScriptedEngine([{ text: "I", then: { type: "dies" } }]));
    await errorOf(client.chat({ question: "?" }).result);
    expect(await client.request(modelStatusMethod)).toEqual({ state: "idle", isDemo: true });
    expect(states()).toContain("ready");
  });
});

describe("health", () => {
  it("answers pings", async () => {
    await connect(new ScriptedEngine([]));
    expect(await client.request(healthPingMethod)).toBeNull();
  });
});
