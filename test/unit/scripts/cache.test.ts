import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { install, installed } from "../../../scripts/editor/cache.mjs";

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(path.join(os.tmpdir(), "ponder-cache-"));
  vi.stubEnv("PONDER_CACHE", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const put = (text: string) => (folder: string) => {
  writeFileSync(path.join(folder, "tool"), text);
  return Promise.resolve({ tool: "tool" });
};

describe("the cache of editors and browsers", () => {
  test("keeps what was installed, and installs it once", async () => {
    expect(installed("thing")).toBeUndefined();
    const first = await install("thing", put("first"));
    expect(first).toEqual({ tool: path.join(cache, "thing/tool") });
    expect(await install("thing", put("second"))).toEqual(first);
    expect(installed("thing")).toEqual(first);
    expect(readFileSync(first["tool"] ?? "", "utf8")).toBe("first");
  });

  test("leaves nothing of an install that failed", async () => {
    const failing = install("thing", async (folder) => {
      await put("half")(folder);
      throw new Error("the network is gone");
    });
    await expect(failing).rejects.toThrow("the network is gone");
    expect(installed("thing")).toBeUndefined();
    expect(readdirSync(cache)).toEqual([]);
  });

  test("takes a folder without the last-written marker for no install, and replaces it", async () => {
    mkdirSync(path.join(cache, "thing"));
    writeFileSync(path.join(cache, "thing/rest"), "of a setup that was killed");
    expect(installed("thing")).toBeUndefined();
    await install("thing", put("whole"));
    expect(existsSync(path.join(cache, "thing/rest"))).toBe(false);
    expect(installed("thing")).toBeDefined();
  });

  test("removes what killed setups left behind, but not what a running one is doing", async () => {
    // No process has this number: the largest possible one is 4194304 on Linux and lower elsewhere.
    mkdirSync(path.join(cache, "other.partial-99999999"));
    mkdirSync(path.join(cache, `other.partial-${process.ppid}`));
    await install("thing", put("whole"));
    expect(readdirSync(cache).sort()).toEqual([`other.partial-${process.ppid}`, "thing"]);
  });
});
