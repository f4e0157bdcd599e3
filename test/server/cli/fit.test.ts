import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { softwareVulkan } from "../../../scripts/setup/vulkan.mjs";
import { repository } from "../../support/engineProgram.js";
import { eventsOf, ponder } from "../../support/ponder.js";

const driver = await softwareVulkan();
const binaries = path.join(repository, "node_modules/@node-llama-cpp/linux-x64-vulkan");

describe("ponder models fit", () => {
  it("measures the machine and says of each file how it runs", async () => {
    const run = await ponder(["models", "fit", "--json", "--gpu", "cpu", "--context", "4096"]);
    expect(run.code).toBe(0);
    const [machine, ...rest] = eventsOf(run);
    expect(machine).toMatchObject({ type: "machine", contextSize: 4096 });
    if (machine?.type !== "machine") throw new Error("no machine");
    expect(machine.bandwidth).toBeGreaterThan(0);
    expect(machine.availableBytes).toBeLessThanOrEqual(machine.memoryBytes);
    expect(machine.gpu).toBeUndefined();
    const fits = rest.flatMap((event) => (event.type === "fit" ? [event] : []));
    expect(fits.length).toBeGreaterThan(20);
    for (const fit of fits) expect(["cpu", "tooBig"]).toContain(fit.verdict);
    const recommended = fits.filter((fit) => fit.recommended);
    expect(recommended.length).toBeLessThanOrEqual(2);
    for (const { verdict } of recommended) expect(verdict).toBe("cpu");
  });

  it("is a table for people", async () => {
    const { code, stdout } = await ponder(["models", "fit", "--gpu", "cpu"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Memory: [\d.]+ GB of [\d.]+ GB free, read at [\d.]+ GB\/s\n/);
    expect(stdout).toContain("Graphics: no GPU that Ponder can use");
    expect(stdout).toMatch(/r1-distill-qwen-1\.5b Q4_K_M +(on the CPU|too big)/);
  });

  it.runIf(driver !== undefined && existsSync(binaries))(
    "finds a device through the engine's own library",
    async () => {
      const before = { ...process.env };
      Object.assign(process.env, { VK_DRIVER_FILES: driver, GGML_VK_VISIBLE_DEVICES: "0", LP_NUM_THREADS: "1" });
      try {
        const [machine] = eventsOf(await ponder(["models", "fit", "--json", "--gpu", "vulkan"]));
        if (machine?.type !== "machine") throw new Error("no machine");
        expect(machine.gpu?.devices.join()).toContain("llvmpipe");
        expect(machine.gpu?.freeBytes).toBeGreaterThan(0);
      } finally {
        process.env = before;
      }
    },
  );
});
