import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { exampleText, plantedMistake } from "./demo/plantedMistakes.js";
import { themes, Workbench, type Theme } from "./editor/workbench.js";
import { ensureVsix } from "./package/vsix.js";

/** `npm run pictures`: takes the walkthrough's pictures in the real editor with the demo model, in two themes. */
const folder = path.resolve(import.meta.dirname, "../media/walkthrough");
const limit = { timeout: 120_000 };
/** Of what is taken, in pixels from its upper left corner. */
const size = { width: 640, height: 420 };

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
  const take = async (name: string, part: Locator) => {
    // Away from what explains itself under the mouse.
    await page.mouse.move(1, 1);
    const box = await part.boundingBox();
    if (!box) throw new Error(`There is nothing to see for ${name}`);
    const clip = { ...box, width: Math.min(box.width, size.width), height: Math.min(box.height, size.height) };
    await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`), clip });
  };
  const panel = page.locator(".part.auxiliarybar");
  const editor = page.locator(".part.editor");
  const done = () => workbench.turn().locator("xpath=self::*[@data-status='done']").waitFor(limit);

  await workbench.ask("How many Rs are in 'strawberry'?");
  await done();
  await workbench.turn().locator("details.thought summary").click();
  await take("think", panel);

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
  await take("fix", editor);
  await workbench.turn().locator('.proposal [data-action="discard"]').click();
  await workbench.diffEditor().waitFor({ state: "detached" });

  await workbench.palette("Ponder: Run Doctor");
  const network = workbench.panel().locator(".doctor section", { hasText: "Who may connect" });
  await network.waitFor(limit);
  await network.scrollIntoViewIfNeeded();
  await take("privacy", network);
}

await main();
