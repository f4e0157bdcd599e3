import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { exampleText, expectedText, plantedMistake } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

const mistake = plantedMistake("sumPrices");
/** Lines of the function that it is in. */
const [firstLine, lastLine] = [3, 9];
/** A question that the demo model answers with the right code, as a block. */
const fixQuestion = "Fix this code. Reply with the corrected code in a single fenced code block.";
const patient = { timeout: 60_000 };

describe("Chat", () => {
  const bench = useWorkbench(() =>
    Promise.resolve({
      "git.enabled": true,
      // Its text is in the page then.
      "terminal.integrated.gpuAcceleration": "off",
      "terminal.integrated.suggest.enabled": false,
    }),
  );
  const panel = () => bench.workbench.panel();
  const field = () => panel().locator("#composer");
  const chips = () => panel().locator(".context-chip");
  const chip = (label: string) => chips().filter({ hasText: label });
  const texts = async () => (await chips().locator(".chip-label").allInnerTexts()).map((text) => text.trim());
  const eventually = <T>(value: () => T) => expect.poll(value, patient);
  const done = () => bench.workbench.turn().and(panel().locator('[data-status="done"]'));

  /** Chooses rows of the quick pick behind +, one after the other. */
  async function attach(...rows: readonly string[]): Promise<void> {
    await panel().locator("#add-context").click();
    for (const row of rows) {
      const list = bench.workbench.page.locator(".quick-input-widget .monaco-list-row", { hasText: row });
      await list.first().click();
      await list.first().waitFor({ state: "hidden" });
    }
  }

  /** By the keyboard: what moves meanwhile does not matter then. */
  async function leaveOut(label: string): Promise<void> {
    await chip(label).locator(".icon-button").press("Enter");
    await chip(label).waitFor({ state: "detached", timeout: 60_000 });
  }

  test("the active editor goes along by itself, seen with its tokens, unless that is switched off", async () => {
    const { workbench } = bench;
    await workbench.select(mistake.file, firstLine, lastLine);
    await workbench.palette("Ponder: Ask…");
    await eventually(texts).toEqual(["cart.ts 3–9"]);
    await panel().locator("#automatic-context").click();
    await eventually(texts).toEqual([]);
    await workbench.ask("How many Rs are in 'strawberry'?");
    await done().waitFor(patient);
    expect(await workbench.turn().locator(".sent-context").count()).toBe(0);
    await panel().locator("#automatic-context").click();
    await eventually(texts).toEqual(["cart.ts 3–9"]);
    // The model is loaded now, so its tokens are counted.
    await eventually(() => chip("cart.ts").locator(".chip-tokens").innerText()).toMatch(/^\d+$/);
  });

  test("a file is completed by the keyboard, counted before it is sent, and seen with the turn", async () => {
    const { workbench, shootThemes } = bench;
    await workbench.palette("Ponder: Ask…");
    const meter = () => panel().locator(".context-meter").innerText();
    const before = await meter();
    await field().pressSequentially("Why #orde");
    await panel().locator(".completion-menu [role=option]", { hasText: "orders.ts" }).waitFor(patient);
    await workbench.page.keyboard.press("Enter");
    await eventually(() => field().inputValue()).toBe("Why #file:orders.ts ");
    await eventually(texts).toEqual(["cart.ts 3–9", "orders.ts"]);
    await eventually(() => chip("orders.ts").locator(".chip-tokens").innerText()).toMatch(/^\d+$/);
    await eventually(meter).not.toBe(before);
    await shootThemes("chat-context");
    await panel().locator("#send").click();
    await done().locator(".question", { hasText: "#file:orders.ts" }).waitFor(patient);
    const sent = await workbench.turn().locator(".sent-context .chip-label").allInnerTexts();
    expect(sent.map((text) => text.trim())).toEqual(["cart.ts 3–9", "orders.ts"]);
    expect(await workbench.turn().locator(".sent-context .chip-tokens").count()).toBe(2);
    await eventually(texts).toEqual(["cart.ts 3–9"]);
  });

  test("a symbol is completed by the keyboard; a file is dropped from the explorer", async () => {
    const { workbench } = bench;
    const { page } = workbench;
    await workbench.palette("Ponder: Ask…");
    await field().pressSequentially("#symbol:averageP");
    await panel().locator(".completion-menu [role=option]", { hasText: "averagePrice" }).waitFor(patient);
    await page.keyboard.press("Enter");
    await eventually(() => field().inputValue()).toBe("#symbol:averagePrice ");
    await eventually(texts).toEqual(["cart.ts 3–9", "averagePrice"]);
    await field().fill("");
    await eventually(texts).toEqual(["cart.ts 3–9"]);

    const file = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "orders.ts" });
    const [from, to] = [await file.boundingBox(), await field().boundingBox()];
    if (!from || !to) throw new Error("there is nothing to drag, or no place for it");
    await page.mouse.move(from.x + 30, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 30, { steps: 4 });
    // Without it the editor lets nothing be dropped into a webview.
    await page.keyboard.down("Shift");
    await eventually(async () => {
      await page.mouse.move(to.x + 20, to.y - 20);
      await page.mouse.move(to.x + 20, to.y + 10, { steps: 4 });
      return panel().locator("body.dropping").count();
    }).toBe(1);
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await eventually(texts).toEqual(["cart.ts 3–9", "orders.ts"]);
    await leaveOut("orders.ts");
  });

  test("a folder, problems, the terminal and what Git sees are attached, looked at, and left out", async () => {
    const { workbench, shoot } = bench;
    const { page, workspace } = workbench;
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: workspace });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
    writeFileSync(path.join(workspace, "README.md"), "# Changed\n");

    await workbench.palette("Terminal: Create New Terminal");
    const terminal = page.locator(".terminal-wrapper.active");
    await terminal.locator(".xterm-rows", { hasText: "shop" }).waitFor(patient);
    await terminal.locator(".xterm-helper-textarea").focus();
    await page.keyboard.type("echo pond$((1+1))red\n");
    await terminal.locator(".xterm-rows", { hasText: "pond2red" }).waitFor(patient);
    await workbench.palette("Terminal: Select All");
    await attach("Terminal Selection");
    await chip("Terminal").waitFor(patient);
    await attach("Folder…", "shop");
    await chip("shop/").waitFor(patient);
    await attach("Changes");
    await chip("Changes").waitFor(patient);
    await workbench.palette("Terminal: Kill All Terminals");
    await workbench.openFile("stock.ts", 7, 8);
    await page.locator(".squiggly-error").first().waitFor(patient);
    await workbench.palette("Ponder: Ask…");
    await field().pressSequentially("#prob");
    await page.keyboard.press("Tab");
    await chip("problem").waitFor(patient);
    await shoot("chat-attachments");

    await chip("Changes").locator("button.chip-label").click();
    await workbench.editorText("+# Changed").waitFor(patient);
    await leaveOut("Changes");
    await chip("Terminal").locator("button.chip-label").click();
    await workbench.editorText("pond2red").waitFor(patient);
    await leaveOut("Terminal");
    await chip("shop/").locator("button.chip-label").click();
    await workbench.editorText("averagePrice").waitFor(patient);
    await leaveOut("shop/");
    await leaveOut("problem");
    await field().fill("");
  });

  test("commands are completed: one explains, one proposes a fix, one begins a new chat", async () => {
    const { workbench } = bench;
    const { keyboard } = workbench.page;
    await workbench.select(mistake.file, firstLine, lastLine);
    await workbench.palette("Ponder: Ask…");
    await eventually(texts).toEqual(["cart.ts 3–9"]);
    await field().pressSequentially("/expl");
    await panel().locator(".completion-menu [role=option]", { hasText: "/explain" }).waitFor(patient);
    await keyboard.press("Enter");
    await eventually(() => field().inputValue()).toBe("/explain ");
    await keyboard.press("Enter");
    await done().and(panel().locator('[data-command="explain"]')).waitFor(patient);
    expect(await workbench.turn().locator(".answer").innerText()).not.toBe("");

    await field().fill("/fix");
    await keyboard.press("Enter");
    const proposal = workbench
      .turn()
      .and(panel().locator('[data-command="fix"]'))
      .locator('.proposal[data-state="open"]');
    await proposal.waitFor(patient);
    await proposal.locator('[data-action="discard"]').click();
    await workbench.turn().locator('.proposal[data-state="discarded"]').waitFor(patient);

    await field().fill("/clear");
    await keyboard.press("Enter");
    await panel().locator(".suggestion").first().waitFor(patient);
    expect(await panel().locator(".turn").count()).toBe(0);
  });

  test("code of an answer is inserted, opened, and applied after its diff was accepted", async () => {
    const { workbench, shoot } = bench;
    const onDisk = () => readFileSync(path.join(workbench.workspace, mistake.file), "utf8");
    await workbench.select(mistake.file, firstLine, lastLine);
    await workbench.palette("Ponder: Ask…");
    await eventually(texts).toEqual(["cart.ts 3–9"]);
    await field().fill(fixQuestion);
    await panel().locator("#send").click();
    await done().waitFor(patient);
    const turn = workbench.turn();
    const code = (action: string) => turn.locator(`.answer .code-button[data-code="${action}"]`).first();
    expect(await turn.locator(".answer code").first().innerText()).toContain(mistake.fixed.trim());
    await turn.locator(".thought > summary").click();
    await turn.locator(".thought .step").first().waitFor(patient);
    expect(await turn.locator(".thought .code-button").count()).toBe(0);

    await code("newFile").click();
    await workbench.page.locator(".tab.active", { hasText: /Untitled|export function/ }).waitFor(patient);
    await workbench.editorText(mistake.fixed.trim()).waitFor(patient);
    await workbench.openFile("stock.ts", 1, 1);
    await code("insert").click();
    await workbench.page.locator(".tab.active.dirty", { hasText: "stock.ts" }).waitFor(patient);
    await workbench.editorText(mistake.fixed.trim()).waitFor(patient);
    await workbench.page.keyboard.press("ControlOrMeta+Z");
    await workbench.page.locator(".tab.active:not(.dirty)", { hasText: "stock.ts" }).waitFor(patient);

    await code("apply").click();
    await turn.locator('.proposal[data-state="open"]').waitFor(patient);
    await workbench.diffEditor().waitFor(patient);
    await shoot("chat-apply");
    expect(onDisk()).toBe(exampleText(mistake.file));
    await turn.locator('[data-action="accept"]').click();
    await turn.locator('.proposal[data-state="accepted"]').waitFor(patient);
    await workbench.openFile(mistake.file);
    expect(await workbench.savedText(mistake.file)).toBe(expectedText(mistake));
  });
});
