import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel, LoadOptions } from "../../../language-server/engine/engine.js";
import type { GpuClaim } from "../../../language-server/engine/llama/process/gpuClaims.js";
import { softwareVulkan } from "../../../scripts/setup/vulkan.mjs";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel, repository, temporaryFolder } from "../../support/engineProgram.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

const driver = await softwareVulkan();
const binary = path.join(repository, "node_modules/@node-llama-cpp/linux-x64-vulkan");
const isReady = driver !== undefined && existsSync(binary);
if (!isReady)
  console.warn(
    `The Vulkan path is NOT tested: there is no ${driver === undefined ? "software driver" : binary}. ` +
      "On Debian: apt-get install mesa-vulkan-drivers libvulkan1, then npm run setup.",
  );

/** Mesa's software driver as a GPU. ggml leaves such devices out unless they are named; more threads only get in its way. */
const lavapipe = { VK_DRIVER_FILES: driver, GGML_VK_VISIBLE_DEVICES: "0", LP_NUM_THREADS: "1" };
const vulkan = (more: Partial<LoadOptions> = {}) =>
  loadOptions(demoModel, { gpu: "vulkan", contextSize: 1024, ...more });

describe.runIf(isReady)("Vulkan, on Mesa's software driver", () => {
  let program: string;
  let folder: string;
  let children: EngineChild[] = [];

  beforeAll(async () => {
    program = await buildEngineProgram("vulkan");
    folder = await temporaryFolder();
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(async () => {
    await Promise.all(children.map((child) => child.stop()));
    children = [];
    await rm(path.join(folder, "gpu"), { recursive: true, force: true });
  });

  function start(env: NodeJS.ProcessEnv = lavapipe): EngineChild {
    const child = new EngineChild(program, { stateFolder: folder, env });
    children.push(child);
    return child;
  }

  async function load(options: LoadOptions, env?: NodeJS.ProcessEnv): Promise<LoadedModel> {
    return start(env).load(options);
  }

  const claims = () => readdir(path.join(folder, "gpu"));
  /** What the only claim has planned for, in bytes. */
  const planned = async () => {
    const [file = "none", ...more] = await claims();
    expect(more).toEqual([]);
    return (JSON.parse(await readFile(path.join(folder, "gpu", file), "utf8")) as GpuClaim).plannedBytes;
  };

  it("runs the layers there, says so, and answers as the CPU does", async () => {
    const gpu = start();
    const model = await gpu.load(vulkan());
    expect(model.gpuLayers).toBeGreaterThan(0);
    expect(model.device).toMatch(/^llvmpipe/);
    expect(model.notice).toBeUndefined();
    expect(await planned(), "contexts that come when they are needed").toBeGreaterThan(0);

    const cpu = new EngineChild(program);
    children.push(cpu);
    expect((await cpu.load(loadOptions(demoModel, { contextSize: 1024 }))).device).toBe("CPU");
    const request = greedy(question("How many Rs are in 'strawberry'?"), { maxTokens: 24 });
    const [onGpu, onCpu] = await Promise.all([gpu.generate(request), cpu.generate(request)]);
    expect(onGpu.text).not.toBe("");
    expect(onGpu.text).toBe(onCpu.text);
    const before = await planned();
    await gpu.generate(greedy([{ text: "a" }], { maxTokens: 1, lane: "edit" }));
    expect(await planned(), "it is not planned any more").toBeLessThan(before);

    await gpu.stop();
    expect(await claims(), "a process that ended well leaves nothing").toEqual([]);
  });

  it("is the CPU where it finds no device, and says why", async () => {
    const child = start({ VK_DRIVER_FILES: driver, GGML_VK_VISIBLE_DEVICES: undefined });
    const loading = child.next((message) => message.type === "progress" && message.progress > 0.5);
    const loaded = child.load(vulkan());
    await loading;
    expect(await claims(), "nobody waits for it").toEqual([]);
    const model = await loaded;
    expect(model).toMatchObject({ device: "CPU", gpuLayers: 0, notice: { retryGpu: true } });
    expect(model.notice?.text).toContain("no GPU that vulkan can use");
    expect(await claims()).toEqual([]);

    // Nor is there a library for it.
    const without = await load(vulkan({ gpu: "cuda" }), { CUDA_VISIBLE_DEVICES: "" });
    expect(without.notice?.text).toBe("There is no GPU that cuda can use, so the model runs on the CPU.");
  });

  it("is not tried again after a crash while loading, until the user wants it", async () => {
    const crashed = start();
    // The first part of the progress is the check of the file.
    const loading = crashed.next((message) => message.type === "progress" && message.progress > 0.5);
    crashed.send({ type: "load", options: vulkan() });
    await loading;
    crashed.child.kill("SIGKILL");
    await crashed.exited;
    expect(await claims()).toHaveLength(1);

    const next = await load(vulkan());
    expect(next).toMatchObject({ device: "CPU", gpuLayers: 0, notice: { retryGpu: true } });
    expect(next.notice?.text).toContain("crashed");
    expect(await claims(), "it is still known").toHaveLength(1);

    const again = await load(vulkan({ byUser: true }));
    expect(again.device).toMatch(/^llvmpipe/);
    expect(again.notice).toBeUndefined();
  });

  it("leaves the graphics memory that another window has planned for, and says so", async () => {
    // This process stands for the other window's.
    const claim = { pid: process.pid, started: "", key: "vulkan other", state: "ready", vramBytes: 0, at: Date.now() };
    await mkdir(path.join(folder, "gpu"));
    await writeFile(path.join(folder, "gpu/other.json"), JSON.stringify({ ...claim, plannedBytes: 2 ** 50 }));
    const model = await load(vulkan());
    expect(model).toMatchObject({ device: "CPU", gpuLayers: 0, notice: { retryGpu: true } });
    expect(model.notice?.text).toMatch(/too little free graphics memory: another Ponder window uses it\.$/);
  });

  it("waits for another window that is loading, says so, and then loads beside it", async () => {
    // This process stands for the other window's.
    const file = path.join(folder, "gpu/other.json");
    const claim = {
      pid: process.pid,
      started: "",
      key: "vulkan other",
      state: "loading",
      vramBytes: 0,
      plannedBytes: 0,
      at: Date.now() - 1000,
    };
    await mkdir(path.dirname(file));
    await writeFile(file, JSON.stringify(claim));
    const second = start();
    const waits = second.next((message) => message.type === "progress" && message.waits === true);
    const loading = second.load(vulkan());
    await waits;
    expect(second.messages.filter(({ type }) => type === "loaded" || type === "loading")).toEqual([]);
    await writeFile(file, JSON.stringify({ ...claim, state: "ready" }));
    expect((await loading).device).toMatch(/^llvmpipe/);
    const progress = second.messages.filter((message) => message.type === "progress");
    expect(
      progress.filter(({ waits }) => waits === true),
      "it says so once",
    ).toHaveLength(1);
    expect(progress.at(-1)).toEqual({ type: "progress", progress: 1 });
    expect(await claims()).toHaveLength(2);
  });

  it("takes the CPU where the window that it waited for crashed on the same model", async () => {
    const window = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
    const ended = new Promise((resolve) => window.once("exit", resolve));
    const claim = { pid: window.pid, started: "", key: `vulkan ${demoModel}`, state: "loading", at: Date.now() - 1000 };
    await mkdir(path.join(folder, "gpu"));
    await writeFile(path.join(folder, "gpu/1.json"), JSON.stringify({ ...claim, vramBytes: 0, plannedBytes: 0 }));
    const child = start();
    const waits = child.next((message) => message.type === "progress" && message.waits === true);
    const loading = child.load(vulkan());
    await waits;
    window.kill("SIGKILL");
    await ended;
    const model = await loading;
    expect(model).toMatchObject({ device: "CPU", notice: { retryGpu: true } });
    expect(model.notice?.text).toContain("crashed");
  });

  it("is tried again without the draft model that a process crashed on, until the user wants it", async () => {
    const draft = path.join(folder, "draft.gguf");
    await copyFile(demoModel, draft);
    // What a process leaves that dies while it loads the draft model.
    const pid = spawnSync(process.execPath, ["-e", ""]).pid;
    const claim = {
      pid,
      started: "",
      key: `vulkan ${draft}`,
      state: "loading",
      vramBytes: 0,
      plannedBytes: 0,
      at: Date.now(),
    };
    await mkdir(path.join(folder, "gpu"));
    await writeFile(path.join(folder, "gpu/crashed.json"), JSON.stringify(claim));

    const model = await load(vulkan({ draft }));
    expect(model.device).toMatch(/^llvmpipe/);
    expect(model.notice?.text).toBe("The draft model is not used: the engine crashed while it loaded it.");

    const again = await load(vulkan({ draft, byUser: true }));
    expect(again.device).toMatch(/^llvmpipe/);
    expect(again.notice).toBeUndefined();
  });
});
