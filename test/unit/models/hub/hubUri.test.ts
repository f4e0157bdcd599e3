import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hubEndpoint } from "../../../../language-server/models/hub/hubEndpoint.js";
import { isSafePath, parseHubUri } from "../../../../language-server/models/hub/hubUri.js";
import { readNetworkSettings } from "../../../../language-server/models/hub/networkSettings.js";
import { PonderFailure } from "../../../../protocol/errors.js";

describe("an address of a model", () => {
  it.each([
    ["hf:a/b/c.gguf", { repository: "a/b", revision: "main", file: "c.gguf" }],
    ["hf:a/b/deep/c.GGUF", { repository: "a/b", revision: "main", file: "deep/c.GGUF" }],
    ["  hf:a/b:q4_k_m ", { repository: "a/b", revision: "main", quantisation: "Q4_K_M" }],
    [
      "https://huggingface.co/a/b-1.5/resolve/main/c%20d.gguf?download=true",
      { repository: "a/b-1.5", revision: "main", file: "c d.gguf" },
    ],
    ["https://hf.co/a/b/blob/0123abc/x/c.gguf", { repository: "a/b", revision: "0123abc", file: "x/c.gguf" }],
  ])("%s", (text, reference) => {
    expect(parseHubUri(text)).toEqual(reference);
  });

  it.each([
    "",
    "hf:",
    "hf:a",
    "hf:a/b",
    "hf:a/b/c.bin",
    "hf:a/../c.gguf",
    "hf:../b/c.gguf",
    "hf:a/b/../../../etc/x.gguf",
    "hf:a/b//c.gguf",
    "hf:a/b/c\\d.gguf",
    "hf:a/b/CON.gguf",
    "hf:a/b/x /y.gguf",
    "hf:a/b/c\u0000.gguf",
    "hf:a/b/c:d.gguf",
    "http://huggingface.co/a/b/resolve/main/c.gguf",
    "https://huggingface.co.evil.example/a/b/resolve/main/c.gguf",
    "https://huggingface.co/a/b/resolve/main/%2e%2e%2fc.gguf",
    "https://huggingface.co/a/b/resolve/main/%E0%A4%A.gguf",
    "https://huggingface.co/a/b",
    "file:///etc/passwd.gguf",
    "/home/me/model.gguf",
  ])("%j is refused", (text) => {
    let error: unknown;
    try {
      parseHubUri(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(PonderFailure.is(error, "badRequest")).toBe(true);
  });

  it("never leads out of the folder that it is put into", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("..", ".", "", "a", "b.gguf", "\\", "c:", "nul", " x", "y."), { maxLength: 5 }), (parts) => {
        const file = parts.join("/");
        if (!isSafePath(file)) return;
        expect(file.split("/")).not.toContain("..");
        expect(file).toMatch(/^[ab.guf/]+$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the hub", () => {
  it("is Hugging Face, HF_ENDPOINT, or the setting, in this order of growing weight", () => {
    expect(hubEndpoint("", {}).href).toBe("https://huggingface.co/");
    expect(hubEndpoint("", { HF_ENDPOINT: "https://mirror.example/hf" }).href).toBe("https://mirror.example/hf");
    expect(hubEndpoint("https://own.example", { HF_ENDPOINT: "https://mirror.example" }).host).toBe("own.example");
    expect(hubEndpoint("http://127.0.0.1:80/", {}).protocol).toBe("http:");
  });

  it.each(["mirror", "http://mirror.example", "ftp://mirror.example", "https://me:secret@mirror.example", "https://x/?a"])(
    "is never %s",
    (text) => {
      expect(() => hubEndpoint(text, {})).toThrow("is no address of a model hub");
    },
  );
});

describe("the settings of connections", () => {
  it("are those of the editor, as far as they make sense", () => {
    expect(readNetworkSettings(undefined)).toEqual({ usesEnvironment: true, strictCertificates: true });
    expect(
      readNetworkSettings({
        proxy: "http://p:1",
        noProxy: ["a", 5],
        proxyAuthorization: "Basic x",
        proxyStrictSSL: false,
        proxySupport: "override",
      }),
    ).toEqual({
      proxy: "http://p:1",
      usesEnvironment: true,
      noProxy: ["a"],
      proxyAuthorization: "Basic x",
      strictCertificates: false,
    });
    expect(readNetworkSettings({ proxySupport: "off", proxy: "http://p:1" })).toEqual({
      usesEnvironment: false,
      strictCertificates: true,
    });
    expect(readNetworkSettings({ proxy: " ", noProxy: [], proxyAuthorization: null })).toEqual({
      usesEnvironment: true,
      strictCertificates: true,
    });
  });
});
