import { describe, expect, it } from "vitest";
import { graphicsFindings, type GraphicsFacts } from "../../../language-server/doctor/backends.js";
import { nvidiaVersion } from "../../../language-server/doctor/drivers.js";
import { networkFindings } from "../../../language-server/doctor/networkFindings.js";
import { settingsFindings } from "../../../language-server/doctor/settingsFindings.js";
import { plainNetwork } from "../../../language-server/models/hub/networkSettings.js";
import { readSettings } from "../../../protocol/settings.js";

describe("graphicsFindings", () => {
  const facts: GraphicsFacts = {
    platform: "linux",
    arch: "x64",
    setting: "auto",
    binaries: ["linux-x64", "linux-x64-vulkan"],
    trials: {},
  };
  const gpu = { backend: "vulkan", devices: ["NVIDIA H200"], totalBytes: 140e9, freeBytes: 130e9 };
  const vulkan = (more: Partial<GraphicsFacts>) =>
    graphicsFindings({ ...facts, ...more }).find(({ name }) => name === "Vulkan");
  const details = (more: Partial<GraphicsFacts>) => graphicsFindings({ ...facts, ...more }).map(({ detail }) => detail);

  it("says of each backend why it is not used", () => {
    expect(details({ trials: { vulkan: { reason: "it finds no device" } } })).toEqual([
      "not used: its binaries are not in this installation",
      "not used: it finds no device",
      "not used: not for linux on x64",
    ]);
    expect(details({ platform: "darwin", arch: "arm64", binaries: ["mac-arm64-metal"] })).toEqual([
      "not used: not for darwin on arm64",
      "not used: not for darwin on arm64",
      "not tried",
    ]);
  });

  it("says what is used, and offers to try what works and is not", () => {
    const trials = { vulkan: gpu };
    expect(vulkan({ trials, used: { device: "NVIDIA H200", gpuLayers: 28 } })).toMatchObject({
      state: "ok",
      detail: "used: NVIDIA H200, 130.0 GB of 140.0 GB free",
    });
    expect(vulkan({ trials, used: { device: "CPU", gpuLayers: 0 } })).toMatchObject({
      state: "note",
      fix: { command: "tryGpu" },
    });
    expect(vulkan({ trials, setting: "cpu", used: { device: "CPU", gpuLayers: 0 } })).toMatchObject({
      state: "ok",
      fix: { setting: "ponder.engine.gpu" },
    });
  });

  it("points to the setting that asks for what does not work", () => {
    expect(vulkan({ trials: { vulkan: { reason: "it finds no device" } }, setting: "vulkan" })).toMatchObject({
      state: "note",
      fix: { setting: "ponder.engine.gpu" },
    });
  });
});

describe("settingsFindings", () => {
  const judge = (raw: object, model?: { readonly contextSize: number }) => {
    const { values, refused } = readSettings(raw);
    return settingsFindings({
      values,
      refused,
      platform: "linux",
      arch: "x64",
      processors: 8,
      ...(model && { model }),
    });
  };

  it("has nothing to say about the defaults", () => {
    expect(judge({})).toEqual([{ group: "settings", name: "Settings", state: "ok", detail: "none looks wrong" }]);
  });

  it.each([
    [{ "engine.gpu": "metal" }, "engine.gpu", "note"],
    [{ "engine.threads": 9 }, "engine.threads", "note"],
    [{ "engine.threads": 999 }, "engine.threads", "failed"],
    [{ "engine.kvCache": "q8_0", "engine.flashAttention": "off" }, "engine.kvCache", "note"],
    [{ "model.path": "models/r1.gguf" }, "model.path", "note"],
    [{ "model.path": "/models/r1.safetensors" }, "model.path", "note"],
    [{ "model.path": "/r1.gguf", "model.draft": "/r1.gguf" }, "model.draft", "note"],
    [{ "model.contextSize": 100_000 }, "model.contextSize", "note"],
  ])("doubts %j", (raw, key, state) => {
    expect(judge(raw, { contextSize: 4096 })).toMatchObject([
      { name: `ponder.${key}`, state, fix: { setting: `ponder.${key}` } },
    ]);
  });
});

describe("networkFindings", () => {
  const judge = (hub: string, network = {}, environment = {}) =>
    Object.fromEntries(
      networkFindings({ hub, network: { ...plainNetwork, ...network }, environment }).map((one) => [one.name, one]),
    );

  it("says where models come from, and by whose word", () => {
    expect(judge("")["Models come from"]?.detail).toBe("https://huggingface.co");
    expect(judge("", {}, { HF_ENDPOINT: "https://mirror.example" })["Models come from"]?.detail).toBe(
      "https://mirror.example (HF_ENDPOINT)",
    );
    expect(judge("http://mirror.example")["Models come from"]).toMatchObject({
      state: "failed",
      fix: { setting: "ponder.downloads.hub" },
    });
  });

  it("names the proxy that is in force, never its password", () => {
    const proxy = (network: object, environment = {}) => judge("", network, environment)["Proxy"]?.detail;
    expect(proxy({ proxy: "http://me:secret@proxy.example:3128" })).toBe(
      "proxy.example:3128 (http.proxy of the editor)",
    );
    expect(proxy({}, { HTTPS_PROXY: "http://me:secret@other.example:80" })).toBe("other.example (HTTPS_PROXY)");
    expect(proxy({ usesEnvironment: false }, { HTTPS_PROXY: "http://other.example" })).toContain("none");
    expect(proxy({})).toBe("none");
  });

  it("points out that certificates are not checked", () => {
    expect(judge("", { strictCertificates: false })["Certificates"]).toMatchObject({
      state: "note",
      fix: { setting: "http.proxyStrictSSL" },
    });
  });
});

describe("nvidiaVersion", () => {
  it.each([
    ["NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024\n", "550.54.14"],
    ["NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\n", "570.86.15"],
    ["something else", undefined],
  ])("reads %j", (text, version) => expect(nvidiaVersion(text)).toBe(version));
});
