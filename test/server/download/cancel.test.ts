import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { DownloadPhase } from "../../../protocol/models.js";
import {
  download,
  modelBytes,
  modelsFolderForTest,
  testFile,
  type DownloadOptions,
} from "../../support/hub/downloadBench.js";
import { FakeHub, type Faults } from "../../support/hub/fakeHub.js";

const content = modelBytes(6_000_000);
/** Limits of the product: it is cancelled, it does not end by itself. */
const patient: NonNullable<DownloadOptions["limits"]> = {
  patience: { giveUpMs: 60_000, leastBytes: 1 },
  retryMs: 5_000,
  maxRetryMs: 30_000,
  http: { connectMs: 30_000, silenceMs: 30_000 },
};

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Begins a download, cancels it as soon as `when` says so. @returns how long the end took, in milliseconds. */
async function cancelled(
  faults: Faults,
  when: { readonly phase: DownloadPhase; readonly bytes?: number; readonly afterMs?: number },
  options: Partial<DownloadOptions> & { readonly prepare?: (folder: string, hub: FakeHub) => Promise<unknown> } = {},
): Promise<number> {
  const hub = await FakeHub.start({ faults });
  const { folder, remove } = await modelsFolderForTest();
  endings.push(remove, () => hub.stop());
  hub.put("owner/repo", "model.gguf", content);
  await options.prepare?.(folder, hub);
  const abort = new AbortController();
  let at = 0;
  const cancel = () => {
    at = performance.now();
    abort.abort(new Error("cancelled"));
  };
  const run = download({
    endpoint: hub.endpoint,
    folder,
    limits: patient,
    ...options,
    signal: abort.signal,
    onProgress: ({ phase, receivedBytes }) => {
      if (at > 0 || phase !== when.phase || receivedBytes < (when.bytes ?? 0)) return;
      at = 1;
      setTimeout(cancel, when.afterMs ?? 0);
    },
  });
  await expect(run).rejects.toThrow("cancelled");
  return performance.now() - at;
}

const nothing: Faults = () => undefined;

describe("cancelling takes less than half a second", () => {
  const slow: Faults = ({ at }) => (at === "storage" ? { speed: 1_000_000 } : undefined);
  const cases: readonly (readonly [string, () => Promise<number>])[] = [
    [
      "while the hub does not answer",
      () => cancelled(({ at }) => (at === "hub" ? { hangs: true } : undefined), { phase: "asking", afterMs: 50 }),
    ],
    [
      "while the list of files does not come",
      () =>
        cancelled(
          ({ path: address }) => (address.startsWith("/api/") ? { hangs: true } : undefined),
          { phase: "asking", afterMs: 50 },
          {
            uri: "hf:owner/repo:Q4_K_M",
          },
        ),
    ],
    [
      "while it waits for the hub",
      () => cancelled(({ at }) => (at === "hub" ? { status: 503 } : undefined), { phase: "waiting" }),
    ],
    [
      "while the hub asks to wait",
      () =>
        cancelled(({ at }) => (at === "hub" ? { status: 429, headers: { "retry-after": "30" } } : undefined), {
          phase: "waiting",
        }),
    ],
    ["while it downloads", () => cancelled(slow, { phase: "downloading", bytes: 500_000 })],
    [
      "while the storage does not answer",
      () =>
        cancelled(({ range }) => (range !== undefined && range.from > 0 ? { hangs: true } : undefined), {
          phase: "downloading",
          afterMs: 50,
        }),
    ],
    [
      "while everything stands still",
      () =>
        cancelled(({ at }) => (at === "storage" ? { stallAfter: 10_000 } : undefined), {
          phase: "downloading",
          afterMs: 50,
        }),
    ],
    [
      "while it waits for the storage",
      () => cancelled(({ range }) => (range && range.from > 0 ? { status: 503 } : undefined), { phase: "waiting" }),
    ],
    [
      "while it verifies what is there",
      () =>
        cancelled(
          nothing,
          { phase: "verifying" },
          {
            prepare: async (folder, hub) => {
              const big = modelBytes(64_000_000, 3);
              hub.put("owner/repo", "model.gguf", big);
              await mkdir(path.dirname(testFile(folder)), { recursive: true });
              await writeFile(testFile(folder), big);
            },
          },
        ),
    ],
    [
      "while another program downloads",
      () =>
        cancelled(
          slow,
          { phase: "shared", afterMs: 50 },
          {
            prepare: async (folder, hub) => {
              const other = new AbortController();
              const began = new Promise<void>((resolve) => {
                download({
                  endpoint: hub.endpoint,
                  folder,
                  limits: patient,
                  signal: other.signal,
                  onProgress: ({ phase }) => phase === "downloading" && resolve(),
                }).catch(() => undefined);
              });
              endings.push(async () => {
                other.abort();
                await new Promise((resolve) => setTimeout(resolve, 50));
              });
              await began;
            },
          },
        ),
    ],
    [
      "while a name is looked up",
      () => cancelled(nothing, { phase: "asking", afterMs: 20 }, { endpoint: "https://slow-name.invalid" }),
    ],
  ];

  let longest = 0;
  it.each(cases)("%s", async (_, measure) => {
    const took = await measure();
    longest = Math.max(longest, took);
    // Usually a few milliseconds; what a busy machine adds says nothing of the download.
    expect(took).toBeLessThan(10_000);
  });
  afterAll(() => console.log(`the longest took ${longest.toFixed(0)} ms`));
});
