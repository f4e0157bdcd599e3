import { describe, expect, it } from "vitest";
import type { Finding } from "../../../protocol/health.js";
import { inAllLooks } from "./looks.js";
import { usePanel } from "./usePanel.js";

const findings: readonly Finding[] = [
  { group: "installation", name: "Engine", state: "ok", detail: "node-llama-cpp 3.21.1" },
  { group: "graphics", name: "Vulkan", state: "ok", detail: "not used: it finds no device" },
  {
    group: "model",
    name: "File",
    state: "failed",
    detail: "There is no file /home/anna/models/a-model-with-a-long-name-and-no-blank-in-it-Q4_K_M.gguf. Choose one.",
    fix: { command: "chooseModel" },
  },
  { group: "machine", name: "Memory", state: "ok", detail: "9.1 GB of 16.0 GB available" },
  {
    group: "settings",
    name: "ponder.engine.threads",
    state: "note",
    detail: "64 threads on 8 processors make everything slower",
    fix: { setting: "ponder.engine.threads" },
  },
];

describe("the doctor's page", () => {
  const bench = usePanel({ width: 320, height: 620 });

  it("says that it looks, and can be stopped", async () => {
    const { panel, expectPosted, eventually } = bench;
    await panel.snapshot({ doctor: { state: "running" } });
    await eventually(() => panel.find(".doctor").innerText()).toMatch(/Checking the installation/);
    expect(await panel.find(".empty").count()).toBe(0);
    await panel.find(".doctor [data-action=stop]").click();
    await expectPosted([{ type: "doctor", action: "stop" }]);
  });

  it("shows what was found by group, and what helps", async () => {
    const { panel, expectPosted, eventually } = bench;
    await panel.snapshot({ doctor: { state: "done", findings } });
    await eventually(() => panel.find(".doctor").innerText()).toContain("One thing does not work.");
    expect(await panel.find(".doctor h2").allInnerTexts()).toEqual(
      ["Installation", "Graphics", "Model", "Machine", "Settings"].map((title) => title.toUpperCase()),
    );
    await panel.find("[data-name=File] [data-fix]").click();
    await panel.find("[data-name='ponder.engine.threads'] [data-fix]").click();
    await panel.find(".doctor [data-action=copy]").click();
    await panel.find(".doctor [data-action=again]").click();
    await panel.find(".doctor [data-action=close]").click();
    await expectPosted([
      { type: "doctorFix", finding: 2 },
      { type: "doctorFix", finding: 4 },
      { type: "doctor", action: "copy" },
      { type: "doctor", action: "again" },
      { type: "doctor", action: "close" },
    ]);
    await panel.act({ type: "doctorChanged" });
    await panel.find(".empty").waitFor();
    expect(await panel.find(".doctor").count()).toBe(0);
  });
});

inAllLooks("the doctor's page fits", async ({ panel, show, check }) => {
  await show({ doctor: { state: "done", findings } });
  await panel.find(".finding").first().waitFor();
  await check("doctor");
  const tooWide = await panel.find(".doctor").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(tooWide).toBe(0);
});
