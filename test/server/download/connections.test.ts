import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { plainNetwork } from "../../../language-server/models/hub/networkSettings.js";
import { PonderFailure, type PonderError } from "../../../protocol/errors.js";
import { buildDownloadProgram, DownloadChild } from "../../support/hub/downloadChild.js";
import {
  download,
  modelBytes,
  modelsFolderForTest,
  quickLimits,
  testUri,
  type DownloadOptions,
} from "../../support/hub/downloadBench.js";
import { FakeHub } from "../../support/hub/fakeHub.js";
import { FakeProxy } from "../../support/hub/fakeProxy.js";

const certificates = path.resolve(import.meta.dirname, "../../fixtures/tls");
const pem = (name: string) => readFileSync(path.join(certificates, name), "utf8");
const tls = (name: string) => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`) });
const content = modelBytes(700_000);

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function hubWithFile(options: Parameters<typeof FakeHub.start>[0] = {}) {
  const hub = await FakeHub.start(options);
  const { folder, remove } = await modelsFolderForTest();
  endings.push(remove, () => hub.stop());
  const sha256 = hub.put("owner/repo", "model.gguf", content);
  return { hub, folder, sha256 };
}

async function failureOf(options: DownloadOptions): Promise<PonderError> {
  const error: unknown = await download(options).then(
    () => new Error("It succeeded"),
    (reason: unknown) => reason,
  );
  if (PonderFailure.is(error)) return error.data;
  throw error;
}

describe("D5: certificates", () => {
  let program = "";
  beforeAll(async () => {
    program = await buildDownloadProgram();
  });

  /** The authority of the tests is known to a process that is started with it. */
  const fetchFrom = async (name: string, environment: NodeJS.ProcessEnv = {}) => {
    const { hub, folder } = await hubWithFile({ tls: tls(name), withoutStorage: true });
    const authority = { NODE_EXTRA_CA_CERTS: path.join(certificates, "authority.crt"), ...environment };
    const child = new DownloadChild(program, { endpoint: hub.endpoint, folder }, authority);
    return { outcome: (await child.end())?.outcome, requests: hub.requests.length };
  };

  it("one that is valid is accepted", async () => {
    expect((await fetchFrom("valid")).outcome).toBe("ok");
  });

  it.each(["expired", "wrongHost", "selfSigned"])("one that is %s is refused, and nothing is asked", async (name) => {
    expect(await fetchFrom(name)).toEqual({ outcome: "downloadFailed", requests: 0 });
  });

  it("one of an unknown authority is refused, with the way out", async () => {
    const { hub, folder } = await hubWithFile({ tls: tls("valid"), withoutStorage: true });
    const patience = { giveUpMs: 60_000, leastBytes: 1 };
    const began = performance.now();
    const { code, hint } = await failureOf({ endpoint: hub.endpoint, folder, limits: { patience } });
    expect(code).toBe("downloadFailed");
    expect(hint).toContain("NODE_EXTRA_CA_CERTS");
    // It is not tried again: that would help nobody.
    expect(performance.now() - began).toBeLessThan(patience.giveUpMs);
  });

  it("is accepted when the user says so (http.proxyStrictSSL)", async () => {
    const { hub, folder, sha256 } = await hubWithFile({ tls: tls("selfSigned"), withoutStorage: true });
    const network = { ...plainNetwork, strictCertificates: false };
    expect((await download({ endpoint: hub.endpoint, folder, network })).sha256).toBe(sha256);
  });

  it.each(["HEAD", "GET"])("an encrypted hub that leads to a plain address (%s) is not followed", async (method) => {
    const { hub, folder } = await hubWithFile({
      tls: tls("valid"),
      withoutStorage: true,
      // Even to this machine, which would be allowed from the beginning.
      faults: (request) => (request.method === method ? { redirectTo: "http://127.0.0.1:9/model.gguf" } : undefined),
    });
    const network = { ...plainNetwork, strictCertificates: false };
    const { code, message } = await failureOf({ endpoint: hub.endpoint, folder, network });
    expect(code).toBe("downloadFailed");
    expect(message).toContain("not encrypted");
  });
});

describe("D5: names and addresses", () => {
  it("a host that does not exist is named", async () => {
    const { folder } = await hubWithFile();
    const { code, message } = await failureOf({ endpoint: "https://no-such-hub.invalid", folder });
    expect(code).toBe("downloadFailed");
    expect(message).toContain("no-such-hub.invalid");
  });

  it("a host where nobody listens is named", async () => {
    const { folder } = await hubWithFile();
    const { code } = await failureOf({ endpoint: "http://127.0.0.1:9", folder });
    expect(code).toBe("downloadFailed");
  });

  it("a host that accepts and says nothing is given up in time", async () => {
    const { folder } = await hubWithFile();
    const mute = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    endings.push(() => new Promise((resolve) => mute.close(() => resolve())));
    const { port } = mute.address() as { port: number };
    const began = performance.now();
    const { code } = await failureOf({ endpoint: `http://127.0.0.1:${String(port)}`, folder });
    expect(code).toBe("downloadFailed");
    expect(performance.now() - began).toBeLessThan(quickLimits.patience.giveUpMs + 60_000);
  });

  it("why is waited is told, and when it goes on", async () => {
    const { hub, folder } = await hubWithFile({ faults: ({ index }) => (index < 1 ? { status: 503 } : undefined) });
    const troubles: string[] = [];
    await download({
      endpoint: hub.endpoint,
      folder,
      onProgress: ({ trouble }) => trouble && troubles.push(`${trouble.message} ${String(trouble.retryInSeconds)}`),
    });
    expect(troubles[0]).toMatch(/trouble of its own \(status 503\)\. 1$/);
  });
});

describe("D5: proxies", () => {
  const proxied = async (proxy: FakeProxy) => {
    endings.push(() => proxy.stop());
    return hubWithFile();
  };

  it("of the setting http.proxy: everything goes through it", async () => {
    const proxy = await FakeProxy.start();
    const { hub, folder, sha256 } = await proxied(proxy);
    const network = { ...plainNetwork, proxy: proxy.address };
    expect((await download({ endpoint: hub.endpoint, folder, network })).sha256).toBe(sha256);
    expect(new Set(proxy.targets)).toEqual(new Set([new URL(hub.endpoint).host, new URL(hub.storage).host]));
  });

  it("with a name and a password", async () => {
    const proxy = await FakeProxy.start({ password: `Basic ${Buffer.from("me:p@ss").toString("base64")}` });
    const { hub, folder, sha256 } = await proxied(proxy);
    const network = { ...plainNetwork, proxy: proxy.address.replace("//", "//me:p%40ss@") };
    expect((await download({ endpoint: hub.endpoint, folder, network })).sha256).toBe(sha256);
  });

  it("with the authorization of the settings", async () => {
    const proxy = await FakeProxy.start({ password: "Bearer secret" });
    const { hub, folder, sha256 } = await proxied(proxy);
    const network = { ...plainNetwork, proxy: proxy.address, proxyAuthorization: "Bearer secret" };
    expect((await download({ endpoint: hub.endpoint, folder, network })).sha256).toBe(sha256);
  });

  it("that wants a password (407) says so at once", async () => {
    const proxy = await FakeProxy.start({ refusal: 407 });
    const { hub, folder } = await proxied(proxy);
    const network = { ...plainNetwork, proxy: proxy.address };
    const { code, message, hint } = await failureOf({ endpoint: hub.endpoint, folder, network });
    expect(code).toBe("downloadFailed");
    expect(message).toContain("407");
    expect(hint).toContain("http.proxy");
    expect(hub.requests).toEqual([]);
  });

  it.each([403, 502])("that refuses with %i", async (refusal) => {
    const proxy = await FakeProxy.start({ refusal });
    const { hub, folder } = await proxied(proxy);
    const network = { ...plainNetwork, proxy: proxy.address };
    expect((await failureOf({ endpoint: hub.endpoint, folder, network })).code).toBe("downloadFailed");
  });

  it("that is not there", async () => {
    const { hub, folder } = await hubWithFile();
    const network = { ...plainNetwork, proxy: "http://127.0.0.1:9" };
    expect((await failureOf({ endpoint: hub.endpoint, folder, network })).code).toBe("downloadFailed");
  });

  it("are left out for hosts that the settings name", async () => {
    const proxy = await FakeProxy.start({ refusal: 403 });
    const { hub, folder, sha256 } = await proxied(proxy);
    const network = { ...plainNetwork, proxy: proxy.address, noProxy: ["127.0.0.1"] };
    expect((await download({ endpoint: hub.endpoint, folder, network })).sha256).toBe(sha256);
    expect(proxy.targets).toEqual([]);
  });

  describe("of the environment", () => {
    let program = "";
    beforeAll(async () => {
      program = await buildDownloadProgram();
    });
    const run = async (environment: (address: string) => NodeJS.ProcessEnv, network = plainNetwork) => {
      const proxy = await FakeProxy.start();
      const { hub, folder } = await proxied(proxy);
      const child = new DownloadChild(program, { endpoint: hub.endpoint, folder, network }, environment(proxy.address));
      return { outcome: (await child.end())?.outcome, used: proxy.targets.length > 0 };
    };

    it("HTTP_PROXY is used", async () => {
      expect(await run((address) => ({ HTTP_PROXY: address }))).toEqual({ outcome: "ok", used: true });
    });

    it("NO_PROXY leaves it out", async () => {
      const result = await run((address) => ({ HTTP_PROXY: address, NO_PROXY: "localhost,127.0.0.1" }));
      expect(result).toEqual({ outcome: "ok", used: false });
    });

    it("http.proxySupport off leaves it out", async () => {
      const network = { usesEnvironment: false, strictCertificates: true };
      expect(await run((address) => ({ HTTP_PROXY: address }), network)).toEqual({ outcome: "ok", used: false });
    });
  });
});

describe("the token", () => {
  it("goes to the hub's own host and to no other", async () => {
    const { hub, folder } = await hubWithFile();
    await download({ endpoint: hub.endpoint, folder, token: "hf_secret" });
    const tokens = (at: string) => new Set(hub.requests.filter((one) => one.at === at).map((one) => one.authorization));
    expect(tokens("hub")).toEqual(new Set(["Bearer hf_secret"]));
    expect(tokens("storage")).toEqual(new Set([undefined]));
  });

  /** Every way in which a server can send us elsewhere. */
  const shapes: readonly (readonly [string, (elsewhere: string) => string, number])[] = [
    ["another port", (elsewhere) => elsewhere, 302],
    ["another port, for good", (elsewhere) => elsewhere, 301],
    ["another port, see other", (elsewhere) => elsewhere, 303],
    ["another port, temporarily", (elsewhere) => elsewhere, 307],
    ["another port, permanently", (elsewhere) => elsewhere, 308],
    ["another name of the same machine", (elsewhere) => elsewhere.replace("127.0.0.1", "localhost"), 302],
    ["an address without a scheme", (elsewhere) => elsewhere.replace("http:", ""), 302],
    ["capitals in the scheme", (elsewhere) => elsewhere.replace("http:", "HTTP:"), 302],
    ["the hub's name as a user", (elsewhere) => elsewhere.replace("//", "//127.0.0.1@"), 302],
    ["backslashes", (elsewhere) => elsewhere.replace("//", "\\\\"), 302],
    ["a fragment", (elsewhere) => `${elsewhere}#hub`, 302],
    ["a query with the hub's address", (elsewhere) => `${elsewhere}?from=https://huggingface.co/`, 302],
  ];

  it.each(shapes)("stays behind at a redirect to %s", async (_, write, status) => {
    const thief = await FakeHub.start();
    endings.push(() => thief.stop());
    const { hub, folder } = await hubWithFile({
      faults: ({ at, method }) =>
        at === "hub" && method === "GET" ? { status, redirectTo: write(`${thief.endpoint}/x`) } : undefined,
      withoutStorage: true,
    });
    const limits = { patience: { giveUpMs: 300, leastBytes: 1 } };
    await download({ endpoint: hub.endpoint, folder, token: "hf_secret", limits }).catch(() => undefined);
    expect(thief.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(hub.requests.every(({ authorization }) => authorization === "Bearer hf_secret")).toBe(true);
  });

  it("that is missing for a gated model is asked for in words", async () => {
    const { hub, folder } = await hubWithFile({
      faults: ({ at, authorization }) => (at === "hub" && authorization === undefined ? { status: 401 } : undefined),
    });
    const { code, hint } = await failureOf({ endpoint: hub.endpoint, folder, uri: testUri });
    expect(code).toBe("accessDenied");
    expect(hint).toContain("HF_TOKEN");
    await expect(download({ endpoint: hub.endpoint, folder, token: "hf_secret" })).resolves.toBeDefined();
  });
});
