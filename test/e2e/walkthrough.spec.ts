import { describe, expect, test } from "vitest";
import { useWorkbench } from "../support/useWorkbench.js";

const ids = ["think", "model", "completion", "fix", "privacy"];
const patient = { timeout: 60_000 };

describe("A first run", () => {
  const bench = useWorkbench();
  const page = () => bench.workbench.page;
  const steps = () => page().locator(".gettingStartedContainer .getting-started-step");
  const step = (id: string) => page().locator(`.getting-started-step[data-step-id$="#${id}"]`);
  const open = async () => {
    await bench.workbench.palette("Ponder: Get Started");
    await steps().first().waitFor(patient);
  };

  test("reaches a first thought with no click beyond the question, without a download", async () => {
    await bench.workbench.palette("Ponder: Ask…");
    const composer = bench.workbench.panel().locator("#composer");
    await composer.waitFor(patient);
    const shown = performance.now();
    await composer.fill("How many Ns are in 'banana'?");
    await page().keyboard.press("Enter");
    const thought = bench.workbench.turn().locator(".thought-text");
    await expect.poll(() => thought.textContent(), patient).toMatch(/\w{2,}/);
    console.log(`First thought ${Math.round(performance.now() - shown)} ms after the panel was there`);
    await expect.poll(() => bench.workbench.turn().getAttribute("data-status"), patient).toBe("done");
    const status = page().locator(".statusbar-item", { hasText: "Ponder:" });
    expect(await status.innerText()).toMatch(/Ponder: ready \(demo\)/);
  });

  test("has pages with a picture and a button each, and knows what was done", async () => {
    await open();
    // Where there is less room, VS Code leaves the pictures out.
    await step("think").click();
    await page().keyboard.press("ControlOrMeta+Alt+B");
    await page()
      .locator(".part.auxiliarybar")
      .waitFor({ state: "hidden", ...patient });
    for (const id of ids) {
      await step(id).click();
      await step(id).locator(".monaco-button").first().waitFor(patient);
      const picture = page().locator(".getting-started-media img").first();
      const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth);
      await expect.poll(width, patient).toBeGreaterThan(100);
      await bench.shoot(`walkthrough-${id}`);
    }
    expect(await steps().count()).toBe(ids.length);
    expect(await step("think").getAttribute("aria-checked")).toBe("false");
    await step("think").click();
    await step("think").locator(".monaco-button").first().click();
    await expect.poll(() => step("think").getAttribute("aria-checked"), patient).toBe("true");
    await bench.workbench.turn().locator(".question", { hasText: "strawberry" }).waitFor(patient);
    expect(await step("fix").getAttribute("aria-checked")).toBe("false");
  });

  test("completes in a sample that is nowhere on the disk", async () => {
    await step("completion").click();
    await step("completion").locator(".monaco-button", { hasText: "Try It" }).click();
    await page().locator(".tab.active", { hasText: "Untitled-1" }).waitFor(patient);
    expect((await bench.workbench.ghostText()).trim()).not.toBe("");
    await bench.shoot("walkthrough-try-completion");
    await bench.workbench.palette("View: Revert and Close Editor");
  });

  test("fixes a sample, as a diff that nobody has accepted yet", async () => {
    await open();
    await step("fix").click();
    await step("fix").locator(".monaco-button", { hasText: "Fix a Sample" }).click();
    const card = bench.workbench.turn().locator('.proposal[data-state="open"]');
    await card.waitFor(patient);
    await bench.workbench.diffEditor().waitFor(patient);
    await bench.shoot("walkthrough-try-fix");
    await card.locator('[data-action="discard"]').click();
    await bench.workbench.diffEditor().waitFor({ state: "detached" });
    await bench.workbench.palette("View: Revert and Close Editor");
  });
});
