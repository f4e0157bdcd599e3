import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { demoModel, temporaryFolder } from "../support/engineProgram.js";
import { writeTinyModel } from "../support/gguf/tinyModel.js";
import { useWorkbench } from "../support/useWorkbench.js";

const patient = { timeout: 60_000 };
let folder: string;

describe("Switching models", () => {
  const bench = useWorkbench(async () => {
    folder = await temporaryFolder();
    const repository = path.join(folder, "owner/repository");
    await mkdir(repository, { recursive: true });
    // Thinks like the demo model, and is another file.
    await copyFile(demoModel, path.join(repository, "thinker.gguf"));
    await writeTinyModel({
      file: path.join(repository, "coder.gguf"),
      corpus: "alpha beta\n".repeat(40),
      script: ["<|fim_middle|>alpha<｜end▁of▁sentence｜>"],
    });
    await writeTinyModel({
      file: path.join(repository, "circles.gguf"),
      corpus: "count again\n\n".repeat(20),
      says: { thought: "Wait, let me count again. ", answer: "There are 3.", endless: true },
    });
    return { "ponder.downloads.folder": folder };
  });
  afterAll(() => rm(folder, { recursive: true }));

  const page = () => bench.workbench.page;
  const list = () => page().locator(".quick-input-widget");
  const row = (text: string) => list().locator(".monaco-list-row", { hasText: text }).first();
  const status = () => page().locator(".statusbar-item", { hasText: "Ponder:" });
  const panelTitle = () => bench.workbench.panel().locator(".model-name").getAttribute("title");
  const open = async () => {
    await bench.workbench.palette("Ponder: Choose Model…");
    await row("MB · downloaded already").waitFor(patient);
  };

  test("shows the models of this machine, and uses the chosen one at once", async () => {
    await bench.workbench.palette("Ponder: Ask…");
    await bench.workbench.panel().locator(".empty [data-command=chooseModel]").waitFor(patient);
    await open();
    await bench.shoot("switch-model");
    await row("thinker.gguf").click();
    await expect.poll(() => status().innerText(), patient).toMatch(/Ponder: ready$/);
    await expect.poll(panelTitle, patient).toContain(path.join("repository", "thinker.gguf"));
  });

  test("has a model for completions, and says why one cannot guess for another", async () => {
    await open();
    await row("Completions…").click();
    await list().locator(".quick-input-title", { hasText: "model for Completions" }).waitFor();
    await row("repository/coder.gguf").click();
    await expect.poll(panelTitle, patient).toContain("Completions: Tiny scripted");
    await open();
    await row("Drafts…").click();
    await list().locator(".quick-input-title", { hasText: "model for Drafts" }).waitFor();
    await row("repository/coder.gguf").click();
    await page().locator(".notification-list-item", { hasText: "The draft model is not used" }).waitFor(patient);
    await bench.shoot("switch-model-draft");
  });

  test("tells what is loaded, takes it out of memory, and loads it when it is needed", async () => {
    await open();
    const input = list().locator("input").first();
    await expect
      .poll(() => input.getAttribute("placeholder"), patient)
      .toMatch(/^Ponder Demo .*· CPU · 4,096 tokens of context/);
    await bench.shoot("switch-model-loaded");
    await row("Take it out of memory").click();
    await expect.poll(() => status().innerText(), patient).toMatch(/Ponder: no model loaded$/);
    await bench.workbench.ask("How many Rs are in 'strawberry'?");
    await expect.poll(() => bench.workbench.turn().locator(".answer").innerText(), patient).toContain("3");
  });

  test("a model whose thought goes in circles is made to answer, and the user is told", async () => {
    await open();
    await row("circles.gguf").click();
    await expect.poll(panelTitle, patient).toContain("circles.gguf");
    await bench.workbench.ask("How many Rs are in 'raspberry'?");
    await expect.poll(() => bench.workbench.turn().locator(".answer").innerText(), patient).toBe("There are 3.");
    const told = bench.workbench.turn().locator(".thought-closed > span");
    expect(await told.innerText()).toBe("The thought went in circles and was closed.");
    await bench.shoot("thought-in-circles");
  });
});
