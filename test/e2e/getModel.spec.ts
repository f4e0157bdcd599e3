import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { demoModel, temporaryFolder } from "../support/engineProgram.js";
import { FakeHub } from "../support/hub/fakeHub.js";
import { useWorkbench } from "../support/useWorkbench.js";

const repository = "bartowski/deepseek-ai_DeepSeek-R1-0528-Qwen3-8B-GGUF";
const name = "deepseek-ai_DeepSeek-R1-0528-Qwen3-8B-Q4_K_M.gguf";
const patient = { timeout: 60_000 };

let hub: FakeHub;
let folder: string;

describe("Getting a model", () => {
  const bench = useWorkbench(async () => {
    hub = await FakeHub.start();
    folder = await temporaryFolder();
    // One of the catalogue whose hash nobody knows: the hub may have anything there.
    hub.put(repository, name, await readFile(demoModel));
    return { "ponder.downloads.hub": hub.endpoint, "ponder.downloads.folder": folder };
  });
  afterAll(async () => {
    await hub.stop();
    await rm(folder, { recursive: true });
  });

  const page = () => bench.workbench.page;
  const rows = () => page().locator(".quick-input-widget .monaco-list-row");
  const dialog = () => page().locator(".monaco-dialog-box");
  const status = () => page().locator(".statusbar-item", { hasText: "Ponder:" });
  const choose = async () => {
    await bench.workbench.palette("Ponder: Get Model…");
    await page().locator(".quick-input-widget", { hasText: "Recommended for this machine" }).waitFor(patient);
    await page().locator(".quick-input-widget input").first().fill("Qwen3-8B Q4");
    await rows().first().waitFor();
    await page().keyboard.press("Enter");
    await dialog().waitFor();
  };

  test("shows how each fits, and its licences before anything is asked of the hub", async () => {
    await bench.workbench.palette("Ponder: Ask…");
    await bench.workbench.panel().locator(".empty [data-command=getModel]").waitFor(patient);
    for (const theme of ["dark", "hc", "light"] as const) {
      await bench.workbench.theme(theme);
      await bench.workbench.palette("Ponder: Get Model…");
      await page().locator(".quick-input-widget", { hasText: "Recommended for this machine" }).waitFor(patient);
      await rows().nth(3).waitFor();
      expect(await rows().first().innerText()).toMatch(/GB[^]*(on the CPU|on the GPU)[^]*licence:/);
      await bench.shoot(`get-model-list-${theme}`);
      await page().keyboard.press("Escape");
      await page().locator(".quick-input-widget").waitFor({ state: "hidden" });
    }
    await choose();
    const text = await dialog().innerText();
    expect(text).toContain("Licence: MIT");
    expect(text).toContain("Made from Qwen3-8B");
    expect(text).toContain(`From ${hub.endpoint}`);
    await bench.shoot("get-model-licence");
    await page().keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    expect(hub.requests).toEqual([]);
  });

  test("shows its progress everywhere, and ends when it is cancelled", async () => {
    hub.faults = ({ at }) => (at === "storage" ? { speed: 200_000 } : undefined);
    await choose();
    await dialog().locator(".monaco-button", { hasText: "Accept and Download" }).click();
    const download = bench.workbench.panel().locator(".download");
    await expect.poll(() => download.innerText(), patient).toMatch(/MB of 4 MB · 0\.\d MB\/s · \d+ s left/);
    expect(await download.innerText()).toContain("DeepSeek-R1-0528-Qwen3-8B Q4_K_M");
    expect(await status().innerText()).toMatch(/downloading \d+ %/);
    const notification = page().locator(".notification-list-item", {
      hasText: "Ponder: DeepSeek-R1-0528-Qwen3-8B Q4_K_M",
    });
    expect(await notification.innerText()).toMatch(/MB of 4 MB/);
    await bench.shootThemes("get-model-progress");
    await download.locator("[data-action=cancelDownload]").click();
    await download.waitFor({ state: "detached" });
    await notification.waitFor({ state: "detached" });
    await expect.poll(() => status().innerText()).not.toMatch(/downloading/);
    expect(existsSync(path.join(folder, repository, name))).toBe(false);
  });

  test("goes on where it was, verifies, and uses the model at once where there was none", async () => {
    hub.faults = () => undefined;
    const sent = hub.sentBytes;
    await choose();
    await dialog().locator(".monaco-button", { hasText: "Accept and Download" }).click();
    await expect.poll(() => status().innerText(), patient).toMatch(/Ponder: ready$/);
    const bytes = await readFile(demoModel);
    expect(hub.sentBytes - sent).toBeLessThan(bytes.length);
    expect(bytes.equals(await readFile(path.join(folder, repository, name)))).toBe(true);
    await bench.workbench.ask("How many Rs are in 'strawberry'?");
    await expect.poll(() => bench.workbench.turn().locator(".answer").innerText(), patient).toContain("3");
    await bench.shoot("get-model-done");
  });
});
