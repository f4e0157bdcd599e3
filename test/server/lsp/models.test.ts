import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { healthDoctorMethod, type DoctorReport } from "../../../protocol/health.js";
import {
  modelsDidChangeDownloadsMethod,
  modelsDownloadMethod,
  modelsListMethod,
  modelsRemoveMethod,
  type Downloads,
  type DownloadState,
  type ModelList,
  type ModelsDownloadResult,
} from "../../../protocol/models.js";
import { buildWatch } from "../../support/buildWatch.js";
import { modelBytes } from "../../support/hub/downloadBench.js";
import { FakeHub } from "../../support/hub/fakeHub.js";
import { FakeProxy } from "../../support/hub/fakeProxy.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { processesWith } from "../../support/processes.js";
import type { SeenConnection } from "../../support/watchConnections.js";

const uri = "hf:owner/repo/model.gguf";
let program = "";
beforeAll(async () => {
  program = await buildServer();
});

let hub: FakeHub;
let folder = "";
const endings: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  hub = await FakeHub.start();
  folder = await mkdtemp(path.join(os.tmpdir(), "ponder-lsp-"));
  endings.push(
    () => rm(folder, { recursive: true }),
    () => hub.stop(),
  );
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A server with an editor's settings. */
async function start(http?: object, environment?: NodeJS.ProcessEnv): Promise<LspClient> {
  const ponder = { models: { folder, hub: hub.endpoint }, engine: { threads: 1, gpu: "cpu" } };
  const client = await startBuiltServer(program, "stdio", {
    configuration: (_, section) => (section === "http" ? http : ponder),
    environment: { XDG_STATE_HOME: path.join(folder, "state"), ...environment },
  });
  endings.push(() => client.stop());
  return client;
}

/** Keeps what is told of downloads. */
function states(client: LspClient): DownloadState[][] {
  const told: DownloadState[][] = [];
  client.connection.onNotification(modelsDidChangeDownloadsMethod, ({ downloads }: Downloads) => {
    told.push([...downloads]);
  });
  return told;
}

const seen = async (
  told: readonly DownloadState[][],
  fits: (state: DownloadState) => boolean,
): Promise<DownloadState> => {
  for (;;) {
    const found = told.flat().find(fits);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe("ponder/models", () => {
  it("downloads, tells how it goes with speed and time left, lists and removes it", async () => {
    const content = modelBytes(12_000_000);
    const sha256 = hub.put("owner/repo", "model.gguf", content);
    hub.faults = ({ at }) => (at === "storage" ? { speed: 2_000_000 } : undefined);
    const client = await start();
    const told = states(client);
    const result = await client.request<ModelsDownloadResult>(modelsDownloadMethod, { uri });
    expect(result).toEqual({
      path: path.join(folder, "owner/repo/model.gguf"),
      bytes: content.length,
      sha256,
      wasKnown: true,
      place: "ponder",
    });
    const measured = told.flat().find(({ secondsLeft }) => secondsLeft !== undefined);
    expect(measured).toMatchObject({ uri, name: "model.gguf", phase: "downloading", totalBytes: content.length });
    expect(measured?.bytesPerSecond).toBeGreaterThan(0);
    expect(told.at(-1)).toEqual([]);
    // Figures come a few times a second, not with each piece.
    expect(told.length).toBeLessThan(40);
    const list = await client.request<ModelList>(modelsListMethod);
    expect(list.found.filter(({ place }) => place === "ponder")).toMatchObject([{ path: result.path }]);
    await client.request(modelsRemoveMethod, { path: result.path });
    expect((await errorOf(client.request(modelsRemoveMethod, { path: result.path }))).data?.code).toBe("modelNotFound");
    expect((await errorOf(client.request(modelsRemoveMethod, { path: program }))).data?.code).toBe("badRequest");
  });

  it("two requests share one download, and one that is cancelled does not end the other's", async () => {
    const content = modelBytes(6_000_000);
    hub.put("owner/repo", "model.gguf", content);
    hub.faults = ({ at }) => (at === "storage" ? { speed: 1_500_000 } : undefined);
    const client = await start();
    const told = states(client);
    const source = new CancellationTokenSource();
    const first = client.connection.sendRequest(modelsDownloadMethod, { uri }, source.token);
    await seen(told, ({ phase }) => phase === "downloading");
    const second = client.request<ModelsDownloadResult>(modelsDownloadMethod, { uri });
    const began = performance.now();
    source.cancel();
    await errorOf(first);
    expect(performance.now() - began).toBeLessThan(500);
    expect((await second).bytes).toBe(content.length);
    expect(hub.sentBytes).toBe(content.length);
  });

  it("when the last one cancels, it ends, and the connections with it", async () => {
    hub.put("owner/repo", "model.gguf", modelBytes(20_000_000));
    hub.faults = ({ at }) => (at === "storage" ? { speed: 1_000_000 } : undefined);
    const client = await start();
    const told = states(client);
    const source = new CancellationTokenSource();
    const run = client.connection.sendRequest(modelsDownloadMethod, { uri }, source.token);
    await seen(told, ({ receivedBytes }) => receivedBytes > 0);
    source.cancel();
    await errorOf(run);
    while (told.at(-1)?.length !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const before = hub.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(hub.requests.length).toBe(before);
  });

  it("goes through the proxy of the editor's settings", async () => {
    const proxy = await FakeProxy.start();
    endings.push(() => proxy.stop());
    const sha256 = hub.put("owner/repo", "model.gguf", modelBytes(300_000));
    const client = await start({ proxy: proxy.address, proxyStrictSSL: true });
    expect((await client.request<ModelsDownloadResult>(modelsDownloadMethod, { uri })).sha256).toBe(sha256);
    expect(proxy.targets.length).toBeGreaterThan(0);
  });

  it("takes a token for the hub, and HF_TOKEN only for the hub of the environment", async () => {
    hub.put("owner/repo", "model.gguf", modelBytes(300_000));
    hub.faults = ({ at, authorization }) => (at === "hub" && authorization === undefined ? { status: 401 } : undefined);
    // The setting names another hub than the environment, so the environment's token does not belong to it.
    const client = await start(undefined, { HF_TOKEN: "hf_environment", HF_ENDPOINT: "https://other.example" });
    expect((await errorOf(client.request(modelsDownloadMethod, { uri }))).data?.code).toBe("accessDenied");
    expect(hub.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
    await client.request(modelsDownloadMethod, { uri, token: "hf_mine" });
    expect(hub.requests.some(({ authorization }) => authorization === "Bearer hf_mine")).toBe(true);
    await rm(path.join(folder, "owner"), { recursive: true });
    const own = await start(undefined, { HF_TOKEN: "hf_environment", HF_ENDPOINT: hub.endpoint });
    await own.request(modelsDownloadMethod, { uri });
    expect(hub.requests.some(({ authorization }) => authorization === "Bearer hf_environment")).toBe(true);
    for (const line of [...client.log, ...own.log]) expect(line).not.toMatch(/hf_mine|hf_environment/);
  });
});

/** Network sockets that a process has, native code included; only Linux tells. */
function networkSockets(pid: number): readonly string[] {
  const inodes = new Set(
    ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) => {
      const lines = readFileSync(`/proc/${String(pid)}/net/${kind}`, "utf8")
        .trim()
        .split("\n")
        .slice(1);
      return lines.map((line) => line.trim().split(/\s+/)[9] ?? "");
    }),
  );
  return readdirSync(`/proc/${String(pid)}/fd`).flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/${String(pid)}/fd/${fd}`);
      return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? "none") ? [target] : [];
    } catch {
      return [];
    }
  });
}

describe("no connection is opened but for a download that the user started", () => {
  it("by chats, completions, lists and the doctor; and the one of a download is seen", async () => {
    const watched = path.join(folder, "connections.jsonl");
    await writeFile(watched, "");
    const client = await start(undefined, await buildWatch(watched));
    const { findings } = await client.request<DoctorReport>(healthDoctorMethod);
    expect(findings.filter(({ state }) => state === "failed")).toEqual([]);
    await client.chat({ question: "How many Rs are in 'strawberry'?" }).result;
    await client.open("file:///work/a.js", "javascript", "function add(a, b) {\n  return\n}\n");
    await client.complete("file:///work/a.js", { line: 1, character: 8 });
    await client.request(modelsListMethod);
    expect(await readFile(watched, "utf8")).toBe("");
    const engines = processesWith(path.join(path.dirname(program), "engine.cjs"));
    if (process.platform === "linux") {
      expect(engines.length).toBeGreaterThan(0);
      for (const pid of [client.process?.pid ?? 0, ...engines]) expect(networkSockets(pid)).toEqual([]);
    }
    // The watch works: a download is seen, and leads to the hub alone.
    hub.put("owner/repo", "model.gguf", modelBytes(300_000));
    await client.request(modelsDownloadMethod, { uri });
    const lines = (await readFile(watched, "utf8")).trim().split("\n");
    const where = new Set(lines.map((line) => (JSON.parse(line) as SeenConnection).where));
    expect(where).toEqual(new Set([new URL(hub.endpoint).host, new URL(hub.storage).host]));
  });
});
