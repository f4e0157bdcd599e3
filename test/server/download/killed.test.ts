import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";
import { downloadLimits } from "../../../language-server/models/download/downloadLimits.js";
import { buildDownloadProgram, DownloadChild } from "../../support/hub/downloadChild.js";
import {
  download,
  hashOf,
  leftovers,
  modelBytes,
  modelsFolderForTest,
  testFile,
} from "../../support/hub/downloadBench.js";
import { FakeHub } from "../../support/hub/fakeHub.js";
import { someOf } from "../../support/hub/fullSet.js";

const megabytes = 24;
const content = modelBytes(megabytes * 1_000_000);
/** With the sizes of the product: a kill may cost no more than it may cost there. */
const sizes = {
  connections: downloadLimits.connections,
  pieceBytes: downloadLimits.pieceBytes,
  journalBytes: downloadLimits.journalBytes,
};
const random = seededRandom(20);
const points = Array.from({ length: 20 }, () => random());

let program = "";
beforeAll(async () => {
  program = await buildDownloadProgram();
});

/** What is there after the kill. */
interface Killed {
  readonly hub: FakeHub;
  readonly folder: string;
  readonly sha256: string;
  /** Bytes that the killed one had. */
  readonly had: number;
}

async function killedAt(point: number, then: (killed: Killed) => Promise<void>): Promise<void> {
  // As fast as a good line, so that it can be killed in the middle.
  const hub = await FakeHub.start({ faults: ({ at }) => (at === "storage" ? { speed: 15_000_000 } : undefined) });
  const { folder, remove } = await modelsFolderForTest();
  try {
    const sha256 = hub.put("owner/repo", "model.gguf", content);
    const child = new DownloadChild(program, { endpoint: hub.endpoint, folder, limits: sizes });
    await child.received(Math.max(1, point * content.length));
    await child.kill();
    expect(await hashOf(testFile(folder))).toBeUndefined();
    hub.faults = () => undefined;
    hub.requests.length = 0;
    await then({ hub, folder, sha256, had: child.receivedBytes });
  } finally {
    await hub.stop();
    await remove();
  }
}

const asked = ({ contentRequests }: FakeHub): number =>
  contentRequests.reduce((sum, { range }) => sum + (range ? range.to - range.from : 0), 0);

/** Bytes that were fetched twice after a kill, at most. */
let mostAgain = 0;
afterAll(() => console.log(`at most ${(mostAgain / 1e6).toFixed(1)} MB were fetched twice`));

describe.concurrent("D6: killed at", () => {
  it.each(someOf(points, 4))("%f, it goes on and fetches little twice", (point) =>
    killedAt(point, async ({ hub, folder, sha256, had }) => {
      expect((await download({ endpoint: hub.endpoint, folder, limits: sizes })).sha256).toBe(sha256);
      expect(await hashOf(testFile(folder))).toBe(sha256);
      expect(leftovers(folder)).toEqual([]);
      const again = asked(hub) - (content.length - had);
      mostAgain = Math.max(mostAgain, again);
      expect(again).toBeLessThanOrEqual(8_000_000);
    }),
  );

  it.each(someOf(points, 4))("%f, and the file on the hub changes: it begins again, and nothing is mixed", (point) =>
    killedAt(point, async ({ hub, folder }) => {
      const changed = modelBytes(content.length, 1000 + Math.floor(point * 1000));
      const sha256 = hub.put("owner/repo", "model.gguf", changed);
      expect((await download({ endpoint: hub.endpoint, folder, limits: sizes })).sha256).toBe(sha256);
      expect(await hashOf(testFile(folder))).toBe(sha256);
      expect(leftovers(folder)).toEqual([]);
    }),
  );
});
