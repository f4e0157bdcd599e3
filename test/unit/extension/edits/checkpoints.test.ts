import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCheckpoint, restoreSteps, type Checkpoint } from "../../../../extension/edits/checkpoints/checkpoint.js";
import { CheckpointFiles, checkpointLimits } from "../../../../extension/edits/checkpoints/checkpointFiles.js";
import { silentLog } from "../fakes.js";

const file = (uri: string, before: string | null, afterHash: string) => ({ uri, before, afterHash });
const checkpoint = (turnId: string, at: number, ...files: Checkpoint["files"]): Checkpoint => ({ turnId, at, files });

describe("the steps that take turns back", () => {
  const all = [
    checkpoint("t2", 20, file("a", "a1", "h2"), file("new", null, "n2")),
    checkpoint("t1", 10, file("a", "a0", "h1")),
    checkpoint("t3", 30, file("a", "a2", "h3"), file("b", "b0", "b3")),
  ];
  it("go to what was before the first edit, and know what was after the last", () => {
    expect(restoreSteps(all, new Set(["t1", "t2", "t3"]))).toEqual([
      file("a", "a0", "h3"),
      file("new", null, "n2"),
      file("b", "b0", "b3"),
    ]);
    expect(restoreSteps(all, new Set(["t3"]))).toEqual([file("a", "a2", "h3"), file("b", "b0", "b3")]);
    expect(restoreSteps(all, new Set(["t9"]))).toEqual([]);
  });
});

describe("the files of checkpoints", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ponder-checkpoints-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const open = (limits = checkpointLimits) =>
    new CheckpointFiles({ folder: path.join(folder, "kept"), log: silentLog, limits });
  const turn = (id: string) => new Set([id]);

  it("count at once, and are found by the next window", async () => {
    const files = open();
    files.add({ turnId: "t1", files: [file("a", "a0", "h1")] });
    files.add({ turnId: "t1", files: [file("a", "a1", "h2")] });
    files.add({ turnId: "t2", files: [file("b", null, "h3")] });
    expect((await files.of(turn("t1"))).map((one) => one.files[0]?.before)).toEqual(["a0", "a1"]);
    await files.dispose();
    const found = await open().of(turn("t1"));
    expect(found.map((one) => one.files[0]?.before)).toEqual(["a0", "a1"]);
    await open().delete(found);
    expect(await open().of(turn("t1"))).toEqual([]);
    expect(await open().of(turn("t2"))).toHaveLength(1);
  });

  it("are bounded in number and size, the oldest go first, the newest stays", async () => {
    const files = open({ ...checkpointLimits, files: 3 });
    for (let at = 0; at < 6; at++) files.add({ turnId: "t1", files: [file("a", String(at), "h")] });
    await files.dispose();
    expect((await files.of(turn("t1"))).map((one) => one.files[0]?.before)).toEqual(["3", "4", "5"]);
    const small = open({ ...checkpointLimits, bytes: 100 });
    small.add({ turnId: "t2", files: [file("a", "x".repeat(1_000), "h")] });
    await small.dispose();
    expect(await small.of(turn("t1"))).toEqual([]);
    expect(await small.of(turn("t2"))).toHaveLength(1);
  });

  it("leave alone what they cannot read", async () => {
    const files = open();
    files.add({ turnId: "t1", files: [] });
    await files.dispose();
    await writeFile(path.join(folder, "kept", "1.json"), "{");
    await writeFile(path.join(folder, "kept", "notes.txt"), "mine");
    expect(await files.of(turn("t1"))).toHaveLength(1);
    expect(await readdir(path.join(folder, "kept"))).toContain("notes.txt");
  });

  it.each(["", "{", "null", "[]", '{"turnId":"t"}', '{"turnId":"t","at":1,"files":[{"uri":"a"}]}'])(
    "%j is none",
    (text) => expect(parseCheckpoint(text)).toBeUndefined(),
  );
});
