import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PanelState } from "../../../protocol/panel/state.js";
import { findChromium } from "../../../scripts/editor/chromium.mjs";
import { launchChromium } from "../../../scripts/editor/launch.mjs";
import { axeViolations } from "./axeViolations.js";
import { PanelPage, themes, type ThemeName } from "./panelPage.js";
import { servePanel, type PanelSite } from "./panelSite.js";

const folder = path.resolve(import.meta.dirname, "../../../out/screenshots");
const narrow = 260;
const widths = [narrow, 400, 800];

/** The panel in one of the themes and one of the widths. */
export interface Look {
  readonly panel: PanelPage;
  /** Shows a state and waits until all of it is drawn. */
  readonly show: (state: Partial<PanelState>) => Promise<void>;
  /**
   * Leaves out/screenshots/panel-NAME-THEME-WIDTH.png. Fails when something is cut off or, in the narrowest one, faint or
   * wrong for axe-core: there is the least room, and its rules do not depend on it.
   */
  readonly check: (name: string) => Promise<void>;
}

/** Makes a test of each of the four themes in each of the three widths. */
export function inAllLooks(name: string, test: (look: Look) => Promise<void>): void {
  let site: PanelSite;
  let browser: Browser;
  beforeAll(async () => {
    const executable = await findChromium();
    if (!executable) throw new Error("No Chromium was found: run `npm run setup`.");
    await mkdir(folder, { recursive: true });
    browser = await launchChromium(executable);
    site = await servePanel();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  describe.each(themes)("in the theme %s", (theme) => {
    it.each(widths)(`${name} in %d pixels`, async (width) => {
      const panel = await PanelPage.open(browser, site, { theme, width, height: 720 });
      await test({
        panel,
        show: (state) => show(panel, state),
        check: (name) => check(panel, name, theme, width),
      });
      expect(panel.trouble).toEqual([]);
      await panel.close();
    });
  });
}

async function show(panel: PanelPage, state: Partial<PanelState>): Promise<void> {
  await panel.snapshot(state);
  const turns = state.turns ?? [];
  await expect.poll(() => panel.find(".turn").count(), { timeout: 60_000 }).toBe(turns.length);
  for (const { id, status } of turns) await panel.find(`[data-turn-id="${id}"][data-status="${status}"]`).waitFor();
  await expect.poll(() => panel.find(".spacer").count(), { timeout: 60_000 }).toBe(0);
  await expect.poll(() => distanceToEnd(panel), { timeout: 60_000 }).toBeLessThanOrEqual(4);
}

/** How far what is in sight of the conversation is from its end, in CSS pixels. */
export function distanceToEnd({ page }: PanelPage): Promise<number> {
  return page.evaluate(() => {
    const conversation = document.querySelector(".conversation");
    return conversation ? conversation.scrollHeight - conversation.clientHeight - conversation.scrollTop : 0;
  });
}

async function check({ page }: PanelPage, name: string, theme: ThemeName, width: number): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(folder, `panel-${name}-${theme}-${String(width)}.png`) });
  expect.soft(await page.evaluate(tooWide), name).toEqual([]);
  if (width > narrow) return;
  expect.soft(await page.evaluate(faintTexts), name).toEqual([]);
  expect.soft(await axeViolations(page), name).toEqual([]);
}

/** What is cut off at the right, although it may not scroll sideways. Runs in the page. */
function tooWide(): readonly string[] {
  return [...document.querySelectorAll("body *")]
    .filter((element) => !element.closest("pre, table, .for-screen-readers"))
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
    .map((element) => `${element.tagName}.${element.className}`);
}

/** Texts with a contrast below 3:1 (WCAG 2.1, large text; themes do not promise more). Runs in the page. */
function faintTexts(): readonly string[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const parse = (css: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (front: Colour, back: Colour): Colour => {
    const mix = (index: 0 | 1 | 2) => front[index] * front[3] + back[index] * (1 - front[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const background = (element: Element | null): Colour => {
    if (!element) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, background(element.parentElement));
  };
  const luminance = (colour: Colour): number => {
    const linear = (value: number) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
  };
  const faint: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || node.textContent?.trim() === "" || element.closest("script, vscode-button")) continue;
    const back = background(element);
    const front = over(parse(getComputedStyle(element).color), back);
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a) as [number, number];
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 3) faint.push(`${element.tagName}.${element.className}: ${node.textContent} ${contrast.toFixed(2)}`);
  }
  return faint;
}
