import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { exampleText, plantedMistake } from "./demo/plantedMistakes.js";
import { themes, Workbench, type Theme } from "./editor/workbench.js";
import { ensureVsix } from "./package/vsix.js";

/**
 * `npm run pictures`: takes the walkthrough's pictures in the real editor with the demo model, in two themes, and those of
 * the README that show the whole window.
 */
const folder = path.resolve(import.meta.dirname, "../media/walkthrough");
const readmeFolder = path.resolve(import.meta.dirname, "../docs/images");
const limit = { timeout: 120_000 };
/** Of what is taken, in CSS pixels from its upper left corner. */
const size = { width: 640, height: 420 };
/** The walkthrough enlarges its pictures: so many pixels of one for a CSS pixel. */
const scale = 2;
/** Of what is around a part of the panel, in CSS pixels. */
const margin = 10;
const panelWidth = 520;

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const vsix = await ensureVsix();
  for (const theme of ["dark", "light"] as const) {
    const workbench = await Workbench.open(vsix, { settings: { "workbench.colorTheme": themes[theme] } });
    try {
      await takeAll(workbench, theme);
    } finally {
      await workbench.close();
    }
  }
}

async function takeAll(workbench: Workbench, theme: Theme): Promise<void> {
  const { page } = workbench;
  const devTools = await page.context().newCDPSession(page);
  // Away from what explains itself under the mouse.
  const moveAway = async () => {
    await page.mouse.move(1, 1);
    await page.locator(".workbench-hover-container").waitFor({ state: "hidden" });
  };
  const takeWindow = async (name: string) => {
    if (theme !== "dark") return;
    await moveAway();
    await page.screenshot({ path: path.join(readmeFolder, `${name}.png`) });
  };
  const take = async (name: string, part: Locator, around = 0) => {
    await moveAway();
    const box = await part.boundingBox();
    if (!box) throw new Error(`There is nothing to see for ${name}`);
    const clip = {
      x: box.x - around,
      y: box.y - around,
      width: Math.min(box.width, size.width) + 2 * around,
      height: Math.min(box.height, size.height) + 2 * around,
      scale,
    };
    const { data } = await devTools.send("Page.captureScreenshot", { format: "png", clip });
    writeFileSync(path.join(folder, `${name}-${theme}.png`), Buffer.from(data, "base64"));
  };
  const panel = page.locator(".part.auxiliarybar");
  const editor = page.locator(".part.editor");
  const done = () => workbench.turn().locator("xpath=self::*[@data-status='done']").waitFor(limit);

  await workbench.palette("View: Toggle Primary Side Bar Visibility");
  await workbench.palette("Ponder: Ask…");
  await workbench.panel().locator("#composer").waitFor(limit);
  await widen(page, panel);
  await workbench.openFile("cart.ts");
  await workbench.ask("How many Rs are in 'strawberry'?");
  await done();
  await workbench.turn().locator("details.thought summary").click();
  await workbench.turn().locator(".step").first().waitFor(limit);
  await take("think", panel);
  await takeWindow("ask");

  await workbench.palette("Ponder: Get Model…");
  const list = page.locator(".quick-input-widget", { hasText: "Recommended for this machine" });
  await list.waitFor(limit);
  await list.locator(".monaco-list-row").nth(3).waitFor(limit);
  await take("model", list);
  await page.keyboard.press("Escape");

  await workbench.openFile("stock.ts", 6);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await workbench.ghostText();
  await take("completion", editor);
  await workbench.palette("File: Revert File");

  const mistake = plantedMistake("sumPrices");
  if (!exampleText(mistake.file).includes(mistake.name)) throw new Error("The sample has changed");
  await workbench.openFile(mistake.file, mistake.line);
  await workbench.palette("Ponder: Fix");
  await workbench.diffEditor().waitFor(limit);
  await page.locator(".codelens-decoration", { hasText: "Accept" }).waitFor(limit);
  await take("fix", editor);
  await takeWindow("fix");
  await workbench.turn().locator('.proposal [data-action="discard"]').click();
  await workbench.diffEditor().waitFor({ state: "detached" });

  await workbench.palette("Ponder: Run Doctor");
  const network = workbench.panel().locator(".doctor section", { hasText: "Who may connect" });
  await network.waitFor(limit);
  await network.scrollIntoViewIfNeeded();
  await take("privacy", network, margin);
}

/** The panel is narrow at first: its edge is dragged. */
async function widen(page: Page, panel: Locator): Promise<void> {
  const box = await panel.boundingBox();
  if (!box) throw new Error("There is no panel");
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x - 1, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - panelWidth, middle, { steps: 5 });
  await page.mouse.up();
}

await main();
