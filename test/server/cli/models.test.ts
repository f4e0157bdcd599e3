import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demoModel, repository } from "../../support/engineProgram.js";
import { hashOf, leftovers, modelBytes } from "../../support/hub/downloadBench.js";
import { FakeHub } from "../../support/hub/fakeHub.js";
import { ended, eventsOf, orderOf, ponder, startPonder } from "../../support/ponder.js";

let hub: FakeHub;
let outer = "";
let folder = "";
const content = modelBytes(900_000);

beforeEach(async () => {
  hub = await FakeHub.start();
  outer = await mkdtemp(path.join(os.tmpdir(), "ponder-cli-"));
  folder = path.join(outer, "models");
});
afterEach(async () => {
  await hub.stop();
  await rm(outer, { recursive: true });
});

const uri = "hf:owner/repo/model.gguf";
const file = () => path.join(folder, "owner/repo/model.gguf");
const get = (...more: readonly string[]) => ["models", "get", ...more, "--folder", folder, "--hub", hub.endpoint];

describe("ponder models", () => {
  it("list: what there is, in the list and beside it", async () => {
    await mkdir(path.join(folder, "bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF"), { recursive: true });
    const own = path.join(folder, "bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF/DeepSeek-R1-Distill-Qwen-7B-Q6_K.gguf");
    await writeFile(own, content);
    await writeFile(path.join(folder, "mine.gguf"), content);
    const run = await ponder(["models", "list", "--folder", folder, "--json"]);
    expect(run.code).toBe(0);
    const events = eventsOf(run);
    const listed = events.flatMap((event) => (event.type === "model" ? [event] : []));
    expect(listed).toHaveLength(11);
    const seven = listed.find(({ id }) => id === "r1-distill-qwen-7b")?.files;
    expect(seven?.find(({ quantisation }) => quantisation === "Q6_K")).toMatchObject({ path: own, place: "ponder" });
    expect(seven?.find(({ quantisation }) => quantisation === "Q4_K_M")?.path).toBeUndefined();
    const found = events.filter((event) => event.type === "found" && event.place === "ponder");
    expect(found).toMatchObject([{ name: "mine.gguf", bytes: content.length }]);
    expect(hub.requests).toEqual([]);
  });

  it("get: downloads, verifies, tells how it goes, and prints the path", async () => {
    const sha256 = hub.put("owner/repo", "model.gguf", content);
    const run = await ponder(get(uri, "--yes"));
    expect(run).toMatchObject({ code: 0, stdout: `${file()}\n` });
    expect(run.stderr).toContain(`SHA-256 ${sha256}: as it must be.`);
    expect(await hashOf(file())).toBe(sha256);
    // The second time nothing is fetched, and nothing asked.
    hub.requests.length = 0;
    const again = await ponder(get(uri, "--yes", "--json"));
    expect(orderOf(eventsOf(again))).toContain("downloaded");
    expect(hub.requests).toEqual([]);
  });

  it("get: a quantisation whose file the hub knows, in several parts", async () => {
    const parts = [1, 2, 3].map((part) => `model-Q4_K_M-0000${String(part)}-of-00003.gguf`);
    const hashes = parts.map((name, i) => hub.put("owner/repo", name, modelBytes(200_000, i)));
    hub.put("owner/repo", "model-Q8_0.gguf", content);
    hub.put("owner/repo", "README.md", content);
    const run = await ponder(get("hf:owner/repo:Q4_K_M", "--yes"));
    expect(run.code).toBe(0);
    for (const [i, name] of parts.entries())
      expect(await hashOf(path.join(folder, "owner/repo", name))).toBe(hashes[i]);
    expect(run.stdout).toBe(`${path.join(folder, "owner/repo", parts[0] ?? "")}\n`);
    const listed = eventsOf(await ponder(["models", "list", "--folder", folder, "--json"]));
    expect(listed.filter((event) => event.type === "found" && event.place === "ponder")).toMatchObject([
      { name: parts[0], bytes: 600_000 },
    ]);
  });

  it.each([
    ["hf:owner/repo:Q2_K", "notOnHub"],
    ["hf:owner/none/model.gguf", "notOnHub"],
    ["hf:owner/none:Q4_K_M", "notOnHub"],
    ["hf:owner/twice:Q4_K_M", "badRequest"],
    ["https://elsewhere.example/model.gguf", "badRequest"],
    ["no-such-model", "badRequest"],
  ])("get %s fails with %s", async (address, code) => {
    hub.put("owner/repo", "model-Q4_K_M.gguf", content);
    hub.put("owner/twice", "a-Q4_K_M.gguf", content);
    hub.put("owner/twice", "b-Q4_K_M.gguf", content);
    const run = await ponder(get(address, "--yes", "--json"));
    expect(run.code).not.toBe(0);
    expect(eventsOf(run).at(-1)).toMatchObject({ type: "error", code });
  });

  it("get: without somebody who accepts the licence nothing is asked of the hub", async () => {
    hub.put("owner/repo", "model.gguf", content);
    const run = await ponder(get("r1-distill-llama-8b"));
    expect(run.code).toBe(64);
    expect(run.stderr).toContain("MIT");
    expect(run.stderr).toContain("Llama 3.1 Community License (https://www.llama.com/llama3_1/license/)");
    expect(run.stderr).toContain("--yes");
    expect(hub.requests).toEqual([]);
  });

  it("get: Ctrl+C ends it at once, and the next time it goes on", async () => {
    const big = modelBytes(30_000_000);
    const sha256 = hub.put("owner/repo", "model.gguf", big);
    hub.faults = ({ at }) => (at === "storage" ? { speed: 3_000_000 } : undefined);
    const child = startPonder(get(uri, "--yes", "--json"));
    const end = ended(child);
    await new Promise<void>((resolve) => {
      child.stdout.on(
        "data",
        (text: string) => /"phase":"downloading","receivedBytes":[5-9]\d{6}/.test(text) && resolve(),
      );
    });
    const began = performance.now();
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(existsSync(file())).toBe(false);
    expect(leftovers(folder).length).toBeGreaterThan(0);
    hub.faults = () => undefined;
    hub.sentBytes = 0;
    expect((await ponder(get(uri, "--yes"))).code).toBe(0);
    expect(await hashOf(file())).toBe(sha256);
    expect(hub.sentBytes).toBeLessThan(big.length - 4_000_000);
  });

  it("get: a mirror that is not encrypted is refused", async () => {
    const run = await ponder([
      "models",
      "get",
      uri,
      "--yes",
      "--json",
      "--folder",
      folder,
      "--hub",
      "http://mirror.example",
    ]);
    expect(eventsOf(run).at(-1)).toMatchObject({ type: "error", code: "badRequest" });
  });

  it("rm: deletes what is in Ponder's folder, and nothing else", async () => {
    hub.put("owner/repo", "model.gguf", content);
    await ponder(get(uri, "--yes"));
    const elsewhere = path.join(outer, "other.gguf");
    await writeFile(elsewhere, content);
    expect((await ponder(["models", "rm", elsewhere, "--folder", folder])).code).toBe(64);
    expect((await ponder(["models", "rm", path.join(folder, "../other.gguf"), "--folder", folder])).code).toBe(64);
    expect(existsSync(elsewhere)).toBe(true);
    expect((await ponder(["models", "rm", "model.gguf", "--folder", folder])).code).toBe(0);
    expect(existsSync(path.join(folder, "owner"))).toBe(false);
    expect((await ponder(["models", "rm", file(), "--folder", folder])).code).toBe(1);
  });

  it("accept: a file of one's own that changed is used again", async () => {
    const own = path.join(outer, "own.gguf");
    await copyFile(demoModel, own);
    const ask = () =>
      ponder(["complete", path.join(repository, "examples/cart.ts"), "--line", "1", "--column", "1", "--model", own]);
    expect((await ask()).code).toBe(0);
    const weight = await open(own, "r+");
    await weight.write(Buffer.of(1), 0, 1, (await weight.stat()).size - 1);
    await weight.close();
    const changed = await ask();
    expect(changed.code).toBe(1);
    expect(changed.stderr).toContain("ponder: modelChanged: own.gguf is not the file that it was");
    expect((await ponder(["models", "accept", own])).code).toBe(0);
    expect((await ask()).code).toBe(0);
  });
});
