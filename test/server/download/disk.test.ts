import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { realDisk } from "../../../language-server/models/download/partFile.js";
import { PonderFailure } from "../../../protocol/errors.js";
import {
  download,
  hashOf,
  leftovers,
  modelBytes,
  modelsFolderForTest,
  testFile,
} from "../../support/hub/downloadBench.js";
import { FakeHub } from "../../support/hub/fakeHub.js";
import { SmallDisk } from "../../support/hub/smallDisk.js";

const fileBytes = 1_500_000;
const content = modelBytes(fileBytes);
const shares = [0, 0.25, 0.5, 0.99];

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function hubWithFile() {
  const hub = await FakeHub.start();
  const { folder, remove } = await modelsFolderForTest();
  endings.push(remove, () => hub.stop());
  return { hub, folder, sha256: hub.put("owner/repo", "model.gguf", content) };
}

/** It looks large enough at the beginning, and somebody else fills it meanwhile. */
class ShrinkingDisk extends SmallDisk {
  #looked = false;
  override free(): Promise<number> {
    if (this.#looked) return super.free();
    this.#looked = true;
    return Promise.resolve(fileBytes * 2);
  }
}

describe("D1: a disk that fills up", () => {
  it.each(shares)("after a share of %f pauses, says what is missing, and goes on when there is room", async (share) => {
    const { hub, folder, sha256 } = await hubWithFile();
    const disk = new ShrinkingDisk(fileBytes * share);
    const paused: { neededBytes: number; freeBytes: number }[] = [];
    const result = await download({
      endpoint: hub.endpoint,
      folder,
      disk,
      onProgress: (progress) => {
        if (progress.disk === undefined) return;
        paused.push(progress.disk);
        // The user needs a while.
        if (paused.length === 3) disk.makeRoom(fileBytes);
      },
    });
    expect(result.sha256).toBe(sha256);
    expect(await hashOf(testFile(folder))).toBe(sha256);
    expect(paused.length).toBeGreaterThanOrEqual(3);
    expect(paused[0]?.neededBytes).toBeGreaterThan(0);
    expect(paused[0]?.neededBytes).toBeLessThanOrEqual(fileBytes);
    expect(paused[0]?.freeBytes).toBeLessThan(paused[0]?.neededBytes ?? 0);
    // What was there already is kept.
    expect(hub.sentBytes).toBeLessThan(fileBytes * 1.8);
  });

  it.each(shares)("after a share of %f can be cancelled at once, and goes on later", async (share) => {
    const { hub, folder, sha256 } = await hubWithFile();
    const abort = new AbortController();
    let cancelledAt = 0;
    const run = download({
      endpoint: hub.endpoint,
      folder,
      disk: new ShrinkingDisk(fileBytes * share),
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (phase !== "diskFull" || abort.signal.aborted) return;
        cancelledAt = performance.now();
        abort.abort(new Error("enough"));
      },
    });
    await expect(run).rejects.toThrow("enough");
    expect(performance.now() - cancelledAt).toBeLessThan(500);
    expect((await download({ endpoint: hub.endpoint, folder })).sha256).toBe(sha256);
  });

  it("that is too small from the beginning is told before anything is fetched", async () => {
    const { hub, folder } = await hubWithFile();
    const error: unknown = await download({ endpoint: hub.endpoint, folder, disk: new SmallDisk(fileBytes) }).catch(
      (reason: unknown) => reason,
    );
    expect(PonderFailure.is(error, "diskFull")).toBe(true);
    expect(error).toMatchObject({ message: "The model needs 0.00 GB, and 0.00 GB are free where " + folder + " is." });
    expect(hub.sentBytes).toBe(0);
  });
});

/** A file system of its own; undefined where that is not allowed. */
async function mountTmpfs(megabytes: number, options = "rw"): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "ponder-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${String(megabytes)}m,${options}`, "tmpfs", folder]);
  if (mounted.status !== 0) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  endings.push(
    () => rm(folder, { recursive: true, force: true }),
    () => spawnSync("umount", ["-l", folder]),
  );
  return folder;
}

describe("D1: a real disk", () => {
  it.each([0.25, 0.5, 0.99])("that is full after a share of %f", async (share) => {
    const mount = await mountTmpfs(4);
    if (mount === undefined) return;
    const { hub, sha256 } = await hubWithFile();
    const big = modelBytes(3_000_000, 5);
    const shaBig = hub.put("owner/repo", "model.gguf", big);
    const blocker = path.join(mount, "blocker");
    let isFull = false;
    let pauses = 0;
    const folder = path.join(mount, "models");
    const run = download({
      endpoint: hub.endpoint,
      folder,
      onProgress: ({ phase, receivedBytes }) => {
        if (phase === "diskFull") pauses++;
        if (phase === "diskFull" && pauses === 2) void rm(blocker, { force: true });
        if (isFull || receivedBytes < big.length * share * 0.8) return;
        isFull = true;
        void fill(blocker, mount, big.length * (1 - share) + 200_000);
      },
      // Slow enough for somebody else to be quicker.
      limits: { connections: 1, pieceBytes: 64 << 10 },
    });
    const result = await run;
    expect(sha256).not.toBe(shaBig);
    expect(result.sha256).toBe(shaBig);
    expect(await hashOf(testFile(folder))).toBe(shaBig);
    expect(leftovers(folder)).toEqual([]);
  });

  it("that may only be read is named", async () => {
    const mount = await mountTmpfs(4, "ro");
    if (mount === undefined) return;
    const { hub } = await hubWithFile();
    const error: unknown = await download({ endpoint: hub.endpoint, folder: path.join(mount, "models") }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ data: { code: "folderNotUsable" } });
    expect(error).toMatchObject({ message: expect.stringContaining("it may only be read") as unknown });
  });
});

/** Takes the room that another one counted on. */
async function fill(file: string, mount: string, leave: number): Promise<void> {
  const free = await realDisk.free(mount);
  if (free > leave) await writeFile(file, Buffer.alloc(Math.max(0, Math.floor(free - leave))));
}

describe("D7: folders", () => {
  const odd = [
    "with spaces in it",
    "100 % sure",
    "hash#tag",
    "emoji 🦙",
    "ümläüt",
    "quote's",
    "semi;colon & more",
    "-dash",
    "dollar$HOME",
    `long ${"x".repeat(235)}`,
  ];
  it.each(odd)("%s", async (name) => {
    const { hub, sha256 } = await hubWithFile();
    const { folder, remove } = await modelsFolderForTest(name);
    endings.push(remove);
    expect((await download({ endpoint: hub.endpoint, folder })).sha256).toBe(sha256);
    expect(await hashOf(testFile(folder))).toBe(sha256);
    expect(leftovers(folder)).toEqual([]);
  });

  it.each(["a b.gguf", "ü 🦙 #1 100%.gguf", "a'b&c.gguf", `${"y".repeat(230)}.gguf`, "deep/er/model.gguf"])(
    "a file called %s",
    async (file) => {
      const { hub, folder } = await hubWithFile();
      const sha256 = hub.put("owner/repo", file, content);
      const result = await download({ endpoint: hub.endpoint, folder, uri: `hf:owner/repo/${file}` });
      expect(result.sha256).toBe(sha256);
      expect(await hashOf(path.join(folder, "owner/repo", file))).toBe(sha256);
    },
  );

  it.each([
    ["a file", async (outer: string) => writeFile(path.join(outer, "models"), "")],
    ["below a file", async (outer: string) => writeFile(path.join(outer, "models"), "")],
  ])("that is %s is named", async (what, prepare) => {
    const { hub, folder } = await hubWithFile();
    await mkdir(path.dirname(folder), { recursive: true });
    await prepare(path.dirname(folder));
    const inside = what === "a file" ? folder : path.join(folder, "inside");
    const error: unknown = await download({ endpoint: hub.endpoint, folder: inside }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ data: { code: "folderNotUsable" } });
  });

  it("that vanishes meanwhile is named, and nothing else happens", async () => {
    const { hub, folder, sha256 } = await hubWithFile();
    let moved: Promise<void> | undefined;
    const error: unknown = await download({
      endpoint: hub.endpoint,
      folder,
      limits: { connections: 1, pieceBytes: 64 << 10 },
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > fileBytes / 3) moved ??= rename(folder, `${folder}-elsewhere`);
      },
    }).catch((reason: unknown) => reason);
    await moved;
    expect(error).toMatchObject({ data: { code: "folderNotUsable" } });
    expect(await hashOf(testFile(folder))).toBeUndefined();
    expect((await download({ endpoint: hub.endpoint, folder })).sha256).toBe(sha256);
  });
});
