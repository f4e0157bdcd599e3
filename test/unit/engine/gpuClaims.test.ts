import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GpuClaims, type GpuClaim } from "../../../language-server/engine/llama/process/gpuClaims.js";

const never = new AbortController().signal;
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
    const claim = { pid: process.pid, started: "", key, state: "loading", vramBytes: 0, at: Date.now(), ...more };
    await writeFile(file, JSON.stringify(claim));
    return file;
  }

  it("is one file while the GPU is used, and none before and after", async () => {
    expect(claims.others()).toEqual([]);
    claims.begin(key);
    claims.ready(100);
    expect(await files()).toHaveLength(1);
    expect(claims.others(), "one's own does not count").toEqual([]);
    expect(new GpuClaims(folder).others()).toMatchObject([{ pid: process.pid, key, state: "ready", vramBytes: 100 }]);
    claims.end();
    claims.end();
    expect(await files()).toEqual([]);
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

  it("forgets a crash after a week", async () => {
    await other("1", { pid: dead, at: Date.now() - 8 * 24 * 60 * 60_000 });
    claims.others();
    expect(claims.crashed(key)).toBe(false);
  });

  it("waits for one that is loading", async () => {
    const file = await other("1", {});
    const waits = vi.fn();
    let waited = false;
    const waiting = claims.untilOthersLoaded(never, waits).then(() => (waited = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(waited).toBe(false);
    await other("1", { state: "ready" });
    await waiting;
    await rm(file);
    await claims.untilOthersLoaded(never, waits);
    expect(waits).toHaveBeenCalledOnce();
  });

  it("stops waiting when nobody wants the model any more", async () => {
    await other("1", {});
    const abort = new AbortController();
    const waiting = claims.untilOthersLoaded(abort.signal, () => undefined);
    abort.abort();
    await expect(waiting).rejects.toThrow();
  });

  it("lives with files that are no claims, and without a folder", async () => {
    const file = await other("1", { pid: dead });
    await writeFile(file, "{");
    await utimes(file, 0, 0);
    await writeFile(path.join(folder, "gpu", "2.json"), '{"pid":"x"}');
    expect(claims.others()).toEqual([]);
    const nowhere = new GpuClaims(path.join(file, "below-a-file"));
    nowhere.begin(key);
    nowhere.ready(1);
    expect([nowhere.others(), nowhere.crashed(key)]).toEqual([[], false]);
    nowhere.end();
  });
});
