import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { partPaths } from "../../../language-server/models/download/partPaths.js";
import { buildDownloadProgram, DownloadChild } from "../../support/hub/downloadChild.js";
import {
  download,
  hashOf,
  leftovers,
  modelBytes,
  modelsFolderForTest,
  testFile,
} from "../../support/hub/downloadBench.js";
import { someOf } from "../../support/hub/fullSet.js";
import { commitOf, FakeHub } from "../../support/hub/fakeHub.js";

const content = modelBytes(4_000_000);

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

let program = "";
beforeAll(async () => {
  program = await buildDownloadProgram();
});

async function hubWithFile(speed: number, withoutMetadata = false) {
  const hub = await FakeHub.start({ faults: ({ at }) => (at === "storage" ? { speed } : undefined), withoutMetadata });
  const { folder, remove } = await modelsFolderForTest();
  endings.push(remove, () => hub.stop());
  return { hub, folder, sha256: hub.put("owner/repo", "model.gguf", content) };
}

/** All files below a folder, but for pins. */
const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && path.basename(entry.parentPath) !== ".pins")
    .map(({ name }) => name);

describe("D7: several processes that want the same file", () => {
  it.each(someOf([8, 2, 3, 5, 4, 6, 7], 4))("%i of them: one fetches, all have it", async (count) => {
    const { hub, folder, sha256 } = await hubWithFile(8_000_000);
    const children = Array.from(
      { length: count },
      () => new DownloadChild(program, { endpoint: hub.endpoint, folder }),
    );
    const ends = await Promise.all(children.map((child) => child.end()));
    for (const end of ends) expect(end).toEqual({ type: "end", outcome: "ok", sha256 });
    expect(await hashOf(testFile(folder))).toBe(sha256);
    expect(await filesIn(folder)).toEqual(["model.gguf"]);
    expect(hub.sentBytes).toBe(content.length);
    const shared = children.filter((child) =>
      child.lines.some((line) => line.type === "progress" && line.phase === "shared"),
    );
    expect(shared.length).toBeGreaterThan(0);
  });

  it.each(someOf([4, 2, 8], 3))("%i of them, and nobody knows the hash", async (count) => {
    const { hub, folder, sha256 } = await hubWithFile(8_000_000, true);
    const children = Array.from(
      { length: count },
      () => new DownloadChild(program, { endpoint: hub.endpoint, folder }),
    );
    for (const child of children) expect((await child.end())?.sha256).toBe(sha256);
    expect(await filesIn(folder)).toEqual(["model.gguf"]);
    expect(hub.sentBytes).toBe(content.length);
  });

  it.each(someOf([6, 1, 2, 3, 4, 5], 6))("8 of them, and some are killed while it goes on (%i)", async (kills) => {
    const { hub, folder, sha256 } = await hubWithFile(6_000_000);
    const children = Array.from({ length: 8 }, () => new DownloadChild(program, { endpoint: hub.endpoint, folder }));
    for (const [i, child] of children.slice(0, kills).entries()) {
      await child.received(((i + 1) / 10) * content.length);
      await child.kill();
    }
    for (const child of children.slice(kills)) expect((await child.end())?.sha256).toBe(sha256);
    expect(await filesIn(folder)).toEqual(["model.gguf"]);
    expect(await hashOf(testFile(folder))).toBe(sha256);
  });

  it.each(someOf([0.5, 0.2, 0.8], 3))("the one who fetches sleeps at %f and wakes later", async (point) => {
    const { hub, folder, sha256 } = await hubWithFile(4_000_000);
    const limits = { lock: { beatMs: 50, staleMs: 400 } };
    const first = new DownloadChild(program, { endpoint: hub.endpoint, folder, limits });
    await first.received(point * content.length);
    first.signal("SIGSTOP");
    const second = new DownloadChild(program, { endpoint: hub.endpoint, folder, limits });
    expect((await second.end())?.sha256).toBe(sha256);
    first.signal("SIGCONT");
    expect((await first.end())?.sha256).toBe(sha256);
    expect(await hashOf(testFile(folder))).toBe(sha256);
    expect(await filesIn(folder)).toEqual(["model.gguf"]);
  });
});

describe("D7: a lock that was left", () => {
  const leaveLock = async (folder: string, owner: object | string, ageMs = 0) => {
    const address = new URL("http://127.0.0.1/");
    const remote = { repository: "owner/repo", file: "model.gguf", bytes: content.length, address };
    const sha256 = createHash("sha256").update(content).digest("hex");
    const { lock } = partPaths(folder, { ...remote, sha256, commit: commitOf(content) }, testFile(folder));
    await mkdir(path.dirname(lock), { recursive: true });
    await writeFile(lock, typeof owner === "string" ? owner : JSON.stringify(owner));
    const then = new Date(Date.now() - ageMs);
    await utimes(lock, then, then);
  };
  const host = os.hostname();

  /** A process that is there and has nothing to do with it. */
  function stranger(): number {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
    endings.push(async () => {
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    });
    return child.pid ?? 1;
  }

  /** A process that is gone. */
  async function dead(): Promise<number> {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    await once(child, "close");
    return child.pid ?? 0;
  }

  it.each([
    ["by a process that is gone", async () => ({ token: "a", pid: await dead(), host })],
    ["by an earlier life of this very process id", () => ({ token: "a", pid: process.pid, host })],
    ["by a process whose id another one has now", () => ({ token: "a", pid: stranger(), host })],
    ["by another machine", () => ({ token: "a", pid: stranger(), host: "elsewhere" })],
    ["empty", () => ""],
    ["half written", () => '{"token":"a","pi'],
    ["with nonsense in it", () => '{"token":1,"pid":"x"}'],
    ["with a date in the future", () => ({ token: "a", pid: stranger(), host, at: "3000" })],
  ])("%s is taken over", async (what, owner) => {
    const { hub, folder, sha256 } = await hubWithFile(50_000_000);
    await leaveLock(folder, await owner(), what.includes("future") ? -86_400_000 : 0);
    const limits = { lock: { beatMs: 50, staleMs: 300 } };
    expect((await download({ endpoint: hub.endpoint, folder, limits })).sha256).toBe(sha256);
    expect(leftovers(folder)).toEqual([]);
  });

  it("is respected while its owner lives", async () => {
    const { hub, folder, sha256 } = await hubWithFile(2_000_000);
    const first = new DownloadChild(program, { endpoint: hub.endpoint, folder });
    await first.received(1);
    const phases = new Set<string>();
    const second = await download({ endpoint: hub.endpoint, folder, onProgress: ({ phase }) => phases.add(phase) });
    expect(second.sha256).toBe(sha256);
    expect((await first.end())?.sha256).toBe(sha256);
    expect(phases).toContain("shared");
    expect(phases).not.toContain("downloading");
    expect(hub.sentBytes).toBe(content.length);
  });
});

describe("D7: what an earlier run left is damaged", () => {
  it.each([
    ["the journal is empty", "json", ""],
    ["the journal is half written", "json", '{"version":1,"destination":"/x","by'],
    [
      "the journal is of a later version",
      "json",
      '{"version":2,"destination":"/x","bytes":4000000,"done":[[0,4000000]]}',
    ],
    ["the journal claims what cannot be", "json", '{"version":1,"destination":"/x","bytes":4000000,"done":[[5,3]]}'],
    [
      "the journal claims more than the part file has",
      "json",
      '{"version":1,"destination":"/x","bytes":4000000,"done":[[0,3999999]]}',
    ],
    ["the journal is of another size", "json", '{"version":1,"destination":"/x","bytes":5,"done":[[0,5]]}'],
    ["the part file is longer than the file", "part", "z".repeat(4_100_000)],
    ["the part file holds other bytes", "part", "z".repeat(4_000_000)],
  ])("%s", async (_, ending, text) => {
    const { hub, folder, sha256 } = await hubWithFile(50_000_000);
    const abort = new AbortController();
    await download({
      endpoint: hub.endpoint,
      folder,
      signal: abort.signal,
      onProgress: ({ receivedBytes }) => receivedBytes > content.length / 2 && abort.abort(),
    }).catch(() => undefined);
    const parts = path.join(folder, ".parts");
    const name = (await readdir(parts)).find((file) => file.endsWith(`.${ending}`)) ?? "missing";
    await writeFile(path.join(parts, name), text);
    expect((await download({ endpoint: hub.endpoint, folder })).sha256).toBe(sha256);
    expect(await hashOf(testFile(folder))).toBe(sha256);
  });
});
