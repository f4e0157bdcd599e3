import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { PonderFailure } from "../../../protocol/errors.js";
import {
  download,
  hashOf,
  leftovers,
  modelBytes,
  modelsFolderForTest,
  quickLimits,
  testFile,
} from "../../support/hub/downloadBench.js";
import { FakeHub } from "../../support/hub/fakeHub.js";
import { bodyCases } from "./faults/bodyCases.js";
import { connectionCases } from "./faults/connectionCases.js";
import { contentCases } from "./faults/contentCases.js";
import { fileBytes, type FaultCase } from "./faults/faultCase.js";
import { statusCases } from "./faults/statusCases.js";

const content = modelBytes(fileBytes);

// Most of them wait most of the time.
vi.setConfig({ maxConcurrency: 16 });

/** The patience of the test's limits, the time that a working download takes, and room for a slow machine. */
const settleMs = quickLimits.patience.giveUpMs * 2 + 60_000;

/** What came of all cases of this file. */
const seen = { cases: 0, wrongFiles: 0, longestMs: 0 };

/** Node.js warns where listeners pile up, as they do on answers that nobody ends. */
const warnings: string[] = [];
const note = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`);
process.on("warning", note);

async function run({
  hub: options,
  faults,
  expected,
  maxFetches = expected === "ok" ? 1.34 : Infinity,
}: FaultCase): Promise<void> {
  const hub = await FakeHub.start(options);
  const { folder, remove } = await modelsFolderForTest();
  try {
    const sha256 = hub.put("owner/repo", "model.gguf", content);
    hub.faults = faults();
    const began = performance.now();
    const outcome = await download({ endpoint: hub.endpoint, folder }).then(
      (result) => (result.sha256 === sha256 ? "ok" : "another hash"),
      (error: unknown) => (PonderFailure.is(error) ? error.data.code : String(error)),
    );
    const took = performance.now() - began;
    seen.cases++;
    seen.longestMs = Math.max(seen.longestMs, took);
    const there = await hashOf(testFile(folder));
    if (there !== undefined && there !== sha256) seen.wrongFiles++;
    expect(outcome).toBe(expected);
    expect(there).toBe(expected === "ok" ? sha256 : undefined);
    expect(took).toBeLessThan(settleMs);
    expect(hub.sentBytes / fileBytes).toBeLessThanOrEqual(maxFetches);
    if (expected === "ok") expect(leftovers(folder)).toEqual([]);
    // Nothing that was left spoils the next try.
    hub.faults = () => undefined;
    expect((await download({ endpoint: hub.endpoint, folder })).sha256).toBe(sha256);
    expect(await hashOf(testFile(folder))).toBe(sha256);
    expect(leftovers(folder)).toEqual([]);
  } finally {
    await hub.stop();
    await remove();
  }
}

describe.concurrent("a download in spite of", () => {
  it.each(statusCases)("D2: $name", run);
  it.each(bodyCases)("D3: $name", run);
  it.each(contentCases)("D4: $name", run);
  it.each(connectionCases)("D5: $name", run);

  it("D4: another file of the same size in its place", async () => {
    const hub = await FakeHub.start();
    const { folder, remove } = await modelsFolderForTest();
    try {
      const sha256 = hub.put("owner/repo", "model.gguf", content);
      await mkdir(path.dirname(testFile(folder)), { recursive: true });
      await writeFile(testFile(folder), modelBytes(fileBytes, 7));
      expect((await download({ endpoint: hub.endpoint, folder })).sha256).toBe(sha256);
      expect(await hashOf(testFile(folder))).toBe(sha256);
      // The right one is not fetched again.
      const before = hub.sentBytes;
      await download({ endpoint: hub.endpoint, folder });
      expect(hub.sentBytes).toBe(before);
    } finally {
      await hub.stop();
      await remove();
    }
  });
});

afterAll(() => {
  process.off("warning", note);
  expect(warnings).toEqual([]);
  expect(seen.wrongFiles).toBe(0);
  console.log(
    `${String(seen.cases)} faults, ${String(seen.wrongFiles)} wrong files, the longest ${(seen.longestMs / 1000).toFixed(1)} s`,
  );
});
