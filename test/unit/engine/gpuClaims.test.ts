import { fork, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GpuClaims, isBefore, type GpuClaim } from "../../../language-server/engine/llama/process/gpuClaims.js";
import { repository } from "../../support/engineProgram.js";
import type { ClaimOrder, ClaimReport } from "../../support/gpuClaimant.js";

const never = new AbortController().signal;
const nothing = () => undefined;
const key = "vulkan /models/a.gguf";

describe("GpuClaims", () => {
  let folder: string;
  let claims: GpuClaims;
  /** A process that has ended. */
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ponder-claims-"));
    claims = new GpuClaims(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const files = () => readdir(path.join(folder, "gpu"));

  /** What another process left or is writing. This test's own process stands for one that is alive. */
  async function other(name: string, more: Partial<GpuClaim>): Promise<string> {
    const file = path.join(folder, "gpu", `${name}.json`);
    await mkdir(path.dirname(file), { recursive: true });
    const claim = {
      pid: process.pid,
      started: "",
      key,
      state: "loading",
      vramBytes: 0,
      plannedBytes: 0,
      at: Date.now(),
      ...more,
    };
    await writeFile(file, JSON.stringify(claim));
    return file;
  }

  const begin = (waits: () => void = nothing, signal = never) => claims.begin(key, signal, waits);

  it("is one file while the GPU is used, and none before and after", async () => {
    expect(claims.others()).toEqual([]);
    expect(await begin()).toBe(true);
    expect(new GpuClaims(folder).others()).toMatchObject([{ pid: process.pid, key, state: "loading" }]);
    claims.goOn("vulkan /models/draft.gguf");
    expect(new GpuClaims(folder).others()).toMatchObject([{ key: "vulkan /models/draft.gguf", state: "loading" }]);
    claims.goOn(key);
    claims.ready(100);
    expect(await files()).toHaveLength(1);
    expect(claims.others(), "one's own does not count").toEqual([]);
    expect(new GpuClaims(folder).others()).toMatchObject([{ pid: process.pid, key, state: "ready", vramBytes: 100 }]);
    claims.end();
    claims.end();
    expect(await files()).toEqual([]);
  });

  it("knows what the others have planned for", async () => {
    expect(await begin()).toBe(true);
    claims.plan(70);
    const other1 = new GpuClaims(folder);
    expect(other1.plannedByOthers(), "one that loads has no turn to plan").toBe(0);
    claims.ready(100);
    await other("1", { state: "ready", plannedBytes: 5 });
    expect(other1.plannedByOthers()).toBe(75);
    expect(claims.plannedByOthers(), "one's own does not count").toBe(5);
    claims.plan(0);
    expect(other1.plannedByOthers()).toBe(5);
  });

  it("takes a process that died while it loaded for a crash, for this model and GPU only", async () => {
    await other("1", { pid: dead });
    expect(claims.crashed(key)).toBe(true);
    expect(claims.crashed("cuda /models/a.gguf")).toBe(false);
    expect(claims.others()).toEqual([]);
    expect(claims.crashed(key), "looking at the others does not forget it").toBe(true);
    claims.forgive(key);
    expect(claims.crashed(key)).toBe(false);
    expect(await files()).toEqual([]);
  });

  it("does not take one that is still loading for a crash, nor one that died later", async () => {
    await other("1", {});
    await other("2", { pid: dead, state: "ready" });
    expect(claims.crashed(key)).toBe(false);
    expect(claims.others()).toHaveLength(1);
    expect(await files(), "the dead one is tidied away").toEqual(["1.json"]);
  });

  it.runIf(process.platform === "linux")("knows a process id that was used again", async () => {
    await other("1", { started: "1" });
    expect(claims.crashed(key)).toBe(true);
  });

  it("does not believe that one still loads after all that time, or since before the system was started", async () => {
    await other("1", { at: Date.now() - 30 * 60_000 });
    await other("2", { at: Date.now() - (os.uptime() + 60) * 1000, state: "ready" });
    expect(claims.others()).toEqual([]);
    expect(claims.crashed(key)).toBe(true);
    expect(await files()).toEqual(["1.json"]);
  });

  it("forgets a crash after a week", async () => {
    await other("1", { pid: dead, at: Date.now() - 8 * 24 * 60 * 60_000 });
    claims.others();
    expect(claims.crashed(key)).toBe(false);
  });

  it("waits for one that is loading, and for one that stands in line before it", async () => {
    const file = await other("1", { at: Date.now() - 1000 });
    let seen = 0;
    let waited = false;
    const first = new Promise<void>((resolve) => {
      void begin(() => (seen++ === 0 ? resolve() : undefined)).then(() => (waited = true));
    });
    await first;
    expect(waited).toBe(false);
    expect(await files(), "the younger one does not stand in the way").toEqual(["1.json"]);
    await other("1", { at: Date.now() - 1000, state: "waiting" });
    const now = seen;
    await vi.waitUntil(() => seen > now + 1, { timeout: 60_000 });
    expect(waited).toBe(false);
    await other("1", { state: "ready" });
    await vi.waitUntil(() => waited, { timeout: 60_000 });
    await rm(file);
    expect(await files()).toHaveLength(1);
  });

  it("keeps its place before a younger one, and goes first", async () => {
    await other("1", { at: Date.now() + 60_000, state: "waiting" });
    let waited = false;
    const began = new Promise<void>((resolve) => void begin(resolve).then(() => (waited = true)));
    await began;
    expect(waited).toBe(false);
    expect(new GpuClaims(folder).others()).toMatchObject([{ state: "waiting" }, { state: "waiting" }]);
    await rm(path.join(folder, "gpu/1.json"));
    await vi.waitUntil(() => waited, { timeout: 60_000 });
  });

  it("takes nobody who died while it waited for a crash", async () => {
    await other("1", { pid: dead, state: "waiting" });
    expect(claims.crashed(key)).toBe(false);
    expect(await begin()).toBe(true);
    expect(await files()).toHaveLength(1);
  });

  it("gives up after minutes, and stands in nobody's way then", async () => {
    await other("1", { at: Date.now() - 1000 });
    const start = Date.now();
    const now = vi.spyOn(Date, "now");
    const begun = begin(() => now.mockReturnValue(start + 60 * 60_000));
    expect(await begun).toBe(false);
    now.mockRestore();
    expect(await files()).toEqual(["1.json"]);
  });

  it("stops waiting when nobody wants the model any more", async () => {
    await other("1", { at: Date.now() + 60_000 });
    const abort = new AbortController();
    const waiting = begin(() => abort.abort(), abort.signal);
    await expect(waiting).rejects.toThrow();
    expect(await files()).toEqual(["1.json"]);
  });

  it("has an order in which of two exactly one is first", () => {
    const [a, b, c] = [
      { at: 1, pid: 9 },
      { at: 2, pid: 3 },
      { at: 2, pid: 4 },
    ] as const;
    expect([isBefore(a, b), isBefore(b, c), isBefore(a, c)]).toEqual([true, true, true]);
    expect([isBefore(b, a), isBefore(c, b), isBefore(c, a)]).toEqual([false, false, false]);
    expect(isBefore(a, a)).toBe(false);
  });

  it("lives with files that are no claims, and without a folder", async () => {
    const file = await other("1", { pid: dead });
    await writeFile(file, "{");
    await utimes(file, 0, 0);
    await writeFile(path.join(folder, "gpu", "2.json"), '{"pid":"x"}');
    expect(claims.others()).toEqual([]);
    const nowhere = new GpuClaims(path.join(file, "below-a-file"));
    expect(await nowhere.begin(key, never, nothing)).toBe(true);
    nowhere.ready(1);
    expect([nowhere.others(), nowhere.crashed(key)]).toEqual([[], false]);
    nowhere.end();
  });
});

describe("GpuClaims of several processes", () => {
  let folder: string;
  let program: string;
  const children: Claimant[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ponder-claimants-"));
    program = path.join(folder, "claimant.cjs");
    await build({
      entryPoints: [path.join(repository, "test/support/gpuClaimant.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const { child } of children.splice(0)) child.kill("SIGKILL");
  });

  class Claimant {
    readonly reports: ClaimReport[] = [];
    readonly child = fork(program, [folder]);

    constructor() {
      this.child.on("message", (report: ClaimReport) => this.reports.push(report));
      children.push(this);
    }

    claim(order: Partial<ClaimOrder> = {}): void {
      this.child.send({ at: 0, patienceMs: 120_000, holdMs: 0, ...order });
    }

    has(...wanted: readonly ClaimReport[]): Promise<void> {
      const seen = () => wanted.some((report) => this.reports.includes(report));
      return vi.waitUntil(seen, { timeout: 60_000, interval: 5 }).then(() => undefined);
    }
  }

  it("has one at a time, also of those that begin at the same instant", { timeout: 180_000 }, async () => {
    const all = Array.from({ length: 4 }, () => new Claimant());
    for (const one of all) one.claim({ patienceMs: 1 });
    await Promise.all(all.map((one) => one.has("ended", "gaveUp")));
    for (let round = 0; round < 20; round++) {
      for (const one of all) one.reports.length = 0;
      const at = Date.now() + 20;
      for (const one of all) one.claim({ at, patienceMs: 20, holdMs: 40 });
      await Promise.all(all.map((one) => one.has("ended", "gaveUp")));
      expect(all.flatMap(({ reports }) => reports)).not.toContain("beside");
    }
    for (const one of all) one.reports.length = 0;
    const at = Date.now() + 20;
    for (const one of all) one.claim({ at });
    await Promise.all(all.map((one) => one.has("ended")));
    expect(all.every(({ reports }) => reports.includes("alone"))).toBe(true);
  });

  it("lets the next one in when the one that loads is killed", { timeout: 180_000 }, async () => {
    const [first, second, third] = [new Claimant(), new Claimant(), new Claimant()];
    first.claim({ holdMs: 600_000 });
    await first.has("alone");
    second.claim({ holdMs: 600_000 });
    await second.has("waits");
    third.claim({ holdMs: 600_000 });
    await third.has("waits");
    await rm(path.join(folder, "holder"));
    first.child.kill("SIGKILL");
    // One that is killed while it waits is no crash, and in nobody's way.
    third.child.kill("SIGKILL");
    await second.has("alone", "beside");
    expect(new GpuClaims(folder).crashed("vulkan /m.gguf")).toBe(true);
    expect(await readdir(path.join(folder, "gpu"))).toHaveLength(2);
  });
});
