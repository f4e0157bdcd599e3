import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exampleText } from "../../scripts/demo/plantedMistakes.js";
import { temporaryFolder } from "../support/engineProgram.js";
import { writeTinyModel } from "../support/gguf/tinyModel.js";
import { useWorkbench } from "../support/useWorkbench.js";

const patient = { timeout: 120_000 };
const average = exampleText("cart.ts").split("\n").slice(10, 20).join("\n");
const commented = `/** The mean of all prices. */\n${average.replace("total / prices.length", "total * (1 / prices.length)")}`;
const remark = "Line 15: `const price of prices` reads well, but `meanPrice` would say more than the name it has now.";
const testFile = [
  'import { equal } from "node:assert/strict";',
  'import { test } from "node:test";',
  'import { averagePrice } from "./cart.ts";',
  "",
  'test("averagePrice", () => equal(averagePrice([1, 3]), 2));',
].join("\n");
/** What the models of this file answer, whatever they are asked: the way of an answer does not depend on luck here. */
const answers = {
  "rewriter.gguf": `Here it is.\n\n\`\`\`ts\n${commented}\n\`\`\``,
  "tester.gguf": `A test.\n\n\`\`\`ts\n${testFile}\n\`\`\``,
  "remarker.gguf": remark,
} as const;
const thought = "I look at the code.";
let folder: string;

/** Every command that works on code, through the real engine, to what comes of it. */
describe("Commands", () => {
  const bench = useWorkbench(async () => {
    folder = await temporaryFolder();
    const models = path.join(folder, "owner/models");
    await mkdir(models, { recursive: true });
    for (const [file, answer] of Object.entries(answers))
      await writeTinyModel({
        file: path.join(models, file),
        corpus: "code total sum\n".repeat(20),
        says: { thought, answer },
      });
    return {
      "git.enabled": true,
      "terminal.integrated.gpuAcceleration": "off",
      "ponder.downloads.folder": folder,
      "ponder.model.path": path.join(models, "rewriter.gguf"),
    };
  });
  afterAll(() => rm(folder, { recursive: true }));
  const page = () => bench.workbench.page;
  const onDisk = (file: string) => readFileSync(path.join(bench.workbench.workspace, file), "utf8");
  const row = (text: string) => page().locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();

  async function useModel(file: keyof typeof answers): Promise<void> {
    await bench.workbench.palette("Ponder: Choose Model…");
    await row(file).click(patient);
    const title = bench.workbench.panel().locator(".model-name");
    await expect.poll(() => title.getAttribute("title"), patient).toContain(file);
  }

  /** Runs a command by its title, or writes it into the question field. */
  async function run(command: string): Promise<void> {
    const { workbench } = bench;
    if (!command.startsWith("/")) return workbench.palette(command);
    await workbench.palette("Ponder: Ask…");
    await workbench.panel().locator("#composer").fill(command);
    await page().keyboard.press("Enter");
  }

  /** The last turn, once it is over; it must have come to its end. */
  async function doneTurn(command: string) {
    const over = ":is([data-status='done'],[data-status='failed'])";
    const turn = bench.workbench.panel().locator(`.turn[data-command="${command}"]${over}`).last();
    await turn.waitFor(patient);
    expect(await turn.getAttribute("data-status"), await turn.innerText()).toBe("done");
    expect(await turn.locator(".thought").count()).toBe(1);
    return turn;
  }

  test.each([
    ["/doc", "document"],
    ["/refactor", "refactor"],
    ["Ponder: Optimise", "optimise"],
  ])("%s ends in a proposal, shown as a diff, and writes nothing", async (title, command) => {
    const { workbench } = bench;
    await workbench.select("cart.ts", 11, 20);
    await run(title);
    const turn = await doneTurn(command);
    expect(await turn.locator(".question").innerText()).toContain("cart.ts");
    await turn.locator('.proposal[data-state="open"]').waitFor(patient);
    await workbench.diffEditor().waitFor(patient);
    await page().locator(".editor.modified .view-line", { hasText: "The mean of all prices." }).waitFor(patient);
    expect(onDisk("cart.ts")).toBe(exampleText("cart.ts"));
    await turn.locator('[data-action="discard"]').click();
    await turn.locator('.proposal[data-state="discarded"]').waitFor(patient);
    await workbench.diffEditor().waitFor({ state: "detached" });
  });

  test("Fix All Problems in File ends in one proposal, and the problems are gone when it is accepted", async () => {
    const { workbench } = bench;
    // Properties that an array does not have, in two lines.
    const wrong = average.replaceAll("of prices", "of prices.all").replace("prices.length", "prices.size");
    writeFileSync(path.join(workbench.workspace, "average.ts"), `${wrong}\n`);
    await workbench.openFile("average.ts");
    const squiggles = page().locator(".editor-group-container.active .squiggly-error");
    await expect.poll(() => squiggles.count(), patient).toBe(2);
    await run("Ponder: Fix All Problems in File");
    const turn = await doneTurn("fixAll");
    expect(onDisk("average.ts")).toBe(`${wrong}\n`);
    await turn.locator('.proposal[data-state="open"] [data-action="accept"]').click(patient);
    await turn.locator('.proposal[data-state="accepted"]').waitFor(patient);
    await workbench.openFile("average.ts");
    expect(await workbench.savedText("average.ts")).toBe(`${commented}\n`);
    await squiggles.first().waitFor({ state: "detached", ...patient });
  });

  test("Edit asks below the code what is to be done; what it proposes is written when it is accepted", async () => {
    const { workbench, shoot } = bench;
    await workbench.select("cart.ts", 11, 20);
    await page().keyboard.press("Control+Alt+J");
    const field = page().locator(".review-widget .comment-form .monaco-editor.focused");
    await field.waitFor(patient);
    await page().keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    await workbench.palette("Ponder: Edit…");
    await field.waitFor(patient);
    await page().keyboard.type("Add a comment.");
    await shoot("edit-instruction");
    await page().keyboard.press("Enter");
    await field.waitFor({ state: "detached" });
    expect(await page().locator(".review-widget").count()).toBe(0);
    const turn = await doneTurn("edit");
    expect(await turn.locator(".question").innerText()).toContain("Add a comment.");
    await turn.locator('.proposal[data-state="open"] [data-action="accept"]').click(patient);
    await turn.locator('.proposal[data-state="accepted"]').waitFor(patient);
    await workbench.openFile("cart.ts");
    expect(await workbench.savedText("cart.ts")).toBe(exampleText("cart.ts").replace(average, commented));
  });

  test("/tests proposes a file beside the code, which is there when it is accepted", async () => {
    const { workbench, shoot } = bench;
    await useModel("tester.gguf");
    await workbench.openFile("cart.ts", 12, 18);
    await run("/tests");
    const turn = await doneTurn("tests");
    const card = turn.locator('.proposal[data-state="open"]');
    expect(await card.locator(".proposal-path").allInnerTexts()).toEqual(["cart.test.ts"]);
    expect(existsSync(path.join(workbench.workspace, "cart.test.ts"))).toBe(false);
    await shoot("generate-tests");
    await card.locator('[data-action="accept"]').click();
    await turn.locator('.proposal[data-state="accepted"]').waitFor(patient);
    await workbench.openFile("cart.test.ts");
    expect(await workbench.savedText("cart.test.ts")).toBe(`${testFile}\n`);
  });

  test("/review puts its remarks beside the code, and writes nothing", async () => {
    const { workbench, shoot } = bench;
    await useModel("remarker.gguf");
    const before = onDisk("cart.ts");
    await workbench.select("cart.ts", 12, 21);
    await run("/review");
    const turn = await doneTurn("review");
    expect(await turn.locator(".proposal").count()).toBe(0);
    const comment = page().locator(".review-widget .comment-body", { hasText: "would say more than the name" });
    await comment.first().waitFor(patient);
    await shoot("review");
    expect(onDisk("cart.ts")).toBe(before);
    await workbench.palette("Ponder: Dismiss All Findings");
    await comment.first().waitFor({ state: "detached" });
  });

  test("Suggest Names offers one, and shows what the rename would change", async () => {
    const { workbench, shoot } = bench;
    const before = onDisk("cart.ts");
    // The name of `averagePrice`.
    await workbench.openFile("cart.ts", 12, 18);
    await page().locator(".quick-input-widget").waitFor({ state: "hidden" });
    await workbench.palette("Ponder: Suggest Names…");
    await page().locator(".quick-input-title", { hasText: "averagePrice" }).waitFor(patient);
    await row("meanPrice").click(patient);
    const preview = page().locator(".bulk-edit-panel");
    await preview.locator(".monaco-list-row", { hasText: "meanPrice" }).first().waitFor(patient);
    await shoot("suggest-names");
    expect(onDisk("cart.ts")).toBe(before);
    await preview.locator(".monaco-button", { hasText: "Discard" }).click();
    await preview.locator(".monaco-list-row").first().waitFor({ state: "hidden" });
  });

  test("/commit fills the field of the Source Control view, and commits nothing", async () => {
    const { workbench, shoot } = bench;
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: workbench.workspace });
    git("init", "-q");
    git("add", "cart.ts");
    git("commit", "-qm", "Add the cart");
    writeFileSync(path.join(workbench.workspace, "notes.txt"), "Prices are in cents.\n");
    git("add", "notes.txt");
    await workbench.palette("Git: Refresh");
    // The number of changes lies above the sign, and hands the click on.
    await page().locator('.activitybar .action-label[aria-label^="Source Control"]').click({ force: true });
    await run("/commit");
    await page().locator(".scm-editor .view-line", { hasText: "reads well" }).first().waitFor(patient);
    expect(git("log", "--format=%s").toString()).toBe("Add the cart\n");
    await shoot("commit-message");
  });

  test("Explain Terminal Selection takes the selected text along", async () => {
    const { workbench } = bench;
    await workbench.palette("Terminal: Create New Terminal");
    const terminal = page().locator(".terminal-wrapper.active");
    await terminal.locator(".xterm-helper-textarea").focus();
    await page().keyboard.type("echo pond$((1+1))red\n");
    await terminal.locator(".xterm-rows", { hasText: "pond2red" }).waitFor({ timeout: 60_000 });
    await workbench.palette("Terminal: Select All");
    await workbench.palette("Ponder: Explain Terminal Selection");
    const turn = await doneTurn("explain");
    expect(await turn.locator(".context-chip, .chip-label").first().innerText()).toContain("Terminal");
    expect(await turn.locator(".answer").innerText()).toContain("would say more than the name");
  });
});
