import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";
import type { GenerateRequest, Lane } from "../../../language-server/engine/engine.js";
import { EngineChild } from "../../support/engineChild.js";
import { buildEngineProgram, demoModel } from "../../support/engineProgram.js";
import { greedy, loadOptions, question } from "../../support/requests.js";

const requests = 1_000;
/** Requests at a time: three lanes, and some that wait. */
const atATime = 6;
const lanes: readonly Lane[] = ["completion", "chat", "edit"];

/** What a process holds on to. */
interface Holdings {
  readonly files: number;
  readonly threads: number;
  readonly megabytes: number;
}

/** Linux only: elsewhere a process cannot be looked into this easily. */
describe.runIf(process.platform === "linux")("a thousand requests with aborts at random", () => {
  let child: EngineChild;

  beforeAll(async () => {
    child = new EngineChild(await buildEngineProgram("leaks"));
    await child.load(loadOptions(demoModel, { contextSize: 1024 }));
  });
  afterAll(() => child.stop());

  it("leave nothing behind", async () => {
    const random = seededRandom(7);
    const below = (limit: number) => Math.floor(random() * limit);

    // What is made once and kept (contexts, threads, the heap's working size) is there before it is measured: after
    // about 600 requests the memory stays within 5 MB for thousands more.
    await run(600, below);
    const before = await holdings();
    const kinds = await run(requests, below);
    await expect.poll(() => child.running(), { timeout: 30_000 }).toBe(0);
    const after = await holdings();

    expect(kinds.get("aborted"), "aborts did happen").toBeGreaterThan(requests / 10);
    expect(kinds.get("done"), "and so did answers").toBeGreaterThan(requests / 10);
    expect(kinds.get("failed") ?? 0).toBe(0);
    expect(after.files).toBeLessThanOrEqual(before.files);
    expect(after.threads).toBeLessThanOrEqual(before.threads);
    // 16 kB for each request; a context that is left behind has more.
    expect(after.megabytes - before.megabytes).toBeLessThan(16);
    // The lanes work as before.
    for (const lane of lanes) {
      expect((await child.generate(greedy([{ text: "const " }], { lane, maxTokens: 2 }))).text).not.toBe("");
    }
  });

  /** Keeps {@link atATime} requests going. @returns how many ended how. */
  async function run(count: number, below: (limit: number) => number): Promise<Map<string, number>> {
    const ends = new Map<string, number>();
    let left = count;
    const worker = async () => {
      while (left-- > 0) {
        const kind = below(10);
        const type = kind === 0 ? await ahead(below) : kind === 1 ? await group(below) : await generate(below);
        ends.set(type, (ends.get(type) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    return ends;
  }

  async function generate(below: (limit: number) => number): Promise<string> {
    const lane = lanes[below(lanes.length)] ?? "chat";
    const text = `function f${String(below(50))}() { ${"return 1; ".repeat(below(40))} }`;
    const request: GenerateRequest = greedy(lane === "completion" ? [{ text }] : question(text), {
      lane,
      maxTokens: 1 + below(12),
      ...(lane === "edit" && { lookup: true }),
    });
    const id = child.begin(request);
    const end = child.end(id);
    if (below(2) === 0) abortSoon(id, below);
    return (await end).type;
  }

  async function group(below: (limit: number) => number): Promise<string> {
    const text = `function g${String(below(20))}() { ${"return 2; ".repeat(below(20))} }`;
    const lane = lanes[below(lanes.length)] ?? "completion";
    const id = child.beginGroup({ ...greedy([{ text }], { lane, maxTokens: 1 + below(12) }), count: 2 + below(3) });
    const end = child.groupEnd(id);
    if (below(2) === 0) abortSoon(id, below);
    const { type } = await end;
    return type === "candidates" ? "done" : type;
  }

  async function ahead(below: (limit: number) => number): Promise<string> {
    const id = child.beginAhead({ lane: "chat", prompt: [{ text: "return 1; ".repeat(1 + below(60)) }] });
    const end = child.next(
      (message) =>
        (message.type === "prefilled" || message.type === "aborted" || message.type === "failed") && message.id === id,
    );
    if (below(2) === 0) abortSoon(id, below);
    return (await end).type;
  }

  /** At once, or at a moment in the middle. */
  function abortSoon(id: number, below: (limit: number) => number): void {
    setTimeout(() => child.send({ type: "abort", id }), below(60));
  }

  async function holdings(): Promise<Holdings> {
    const folder = `/proc/${String(child.child.pid)}`;
    const files = await readdir(`${folder}/fd`);
    const status = await readFile(`${folder}/status`, "utf8");
    const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1]);
    return { files: files.length, threads: field("Threads"), megabytes: field("VmRSS") / 1024 };
  }
});
