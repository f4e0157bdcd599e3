import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useWorkbench } from "../support/useWorkbench.js";

const patient = { timeout: 90_000 };

describe("The doctor", () => {
  const bench = useWorkbench(() => Promise.resolve({ "ponder.engine.threads": 64 }));
  const page = () => bench.workbench.page;
  const doctor = () => bench.workbench.panel().locator(".doctor");

  test("checks the installation by using it, and shows in the panel what it found", async () => {
    await bench.workbench.palette("Ponder: Run Doctor");
    await doctor().locator(".finding").first().waitFor(patient);
    expect(await doctor().locator("[data-state=failed]").count()).toBe(0);
    const detail = (name: string) => doctor().locator(`[data-name='${name}'] .finding-detail`).innerText();
    expect(await detail("Editor")).toMatch(/\d+\.\d+/);
    expect(await detail("SHA-256")).toMatch(/^[0-9a-f]{64}/);
    expect(await detail("Reading")).toMatch(/^\d+ tokens\/s/);
    expect(await detail("Thinking")).toMatch(/^thought \d+ of \d+ tokens/);
    expect(await detail("ponder.engine.threads")).toContain("64 threads");
    await bench.shootThemes("doctor");
  });

  test("copies a report that can be shown to others", async () => {
    await page().context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await doctor().locator("[data-action=copy]").click();
    await expect
      .poll(() => page().evaluate(() => navigator.clipboard.readText()), patient)
      .toMatch(/^# Ponder doctor\n/);
    const report = await page().evaluate(() => navigator.clipboard.readText());
    expect(report).toContain("**SHA-256**");
    expect(report).not.toContain(homedir());
    expect(report).not.toContain(bench.workbench.scratch);
  });

  test("leads to the setting that looks wrong", async () => {
    await doctor().locator("[data-name='ponder.engine.threads'] [data-fix]").click();
    const settings = page().locator(".settings-editor .setting-item-contents");
    await settings.first().waitFor(patient);
    expect(await settings.allInnerTexts()).toEqual([expect.stringMatching(/Threads[^]*Threads for the engine/)]);
    await bench.shoot("doctor-setting");
    await page().keyboard.press("Escape");
    await settings.first().waitFor({ state: "detached" });
  });

  test("makes room for the answer when somebody asks", async () => {
    await bench.workbench.ask("How many Rs are in 'strawberry'?");
    await doctor().waitFor({ state: "detached" });
    await expect.poll(() => bench.workbench.turn().locator(".answer").innerText(), patient).toContain("3");
    const settings = await readFile(path.join(bench.workbench.scratch, "data/User/settings.json"), "utf8");
    expect(JSON.parse(settings)).toMatchObject({ "ponder.engine.threads": 64 });
  });
});
