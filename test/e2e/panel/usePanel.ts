import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { parseViewMessage } from "../../../protocol/panel/messages.js";
import { findChromium } from "../../../scripts/editor/chromium.mjs";
import { launchChromium } from "../../../scripts/editor/launch.mjs";
import { PanelPage } from "./panelPage.js";
import { servePanel, type PanelSite } from "./panelSite.js";

/** The panel of the test that runs, and what its tests wait with. */
export interface PanelBench {
  readonly panel: PanelPage;
  /** Patient, as the machine may be busy. */
  readonly eventually: <T>(value: () => T) => ReturnType<typeof expect.poll<T>>;
  /** Waits for the messages of the view after `ready`. */
  readonly expectPosted: (messages: readonly unknown[]) => Promise<void>;
  /** The label of what has the focus. */
  readonly focused: () => Promise<string | null | undefined>;
}

/**
 * A fresh page with the built panel for each test of this file. A test fails as well when the page asked the network
 * for anything, broke its policy, or posted what the host would drop.
 */
export function usePanel(options: Parameters<typeof PanelPage.open>[2] = {}): PanelBench {
  let site: PanelSite;
  let browser: Browser;
  let panel: PanelPage;
  beforeAll(async () => {
    const executable = await findChromium();
    if (!executable) throw new Error("No Chromium was found: run `npm run setup`.");
    browser = await launchChromium(executable);
    site = await servePanel();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  beforeEach(async () => {
    panel = await PanelPage.open(browser, site, options);
  });
  afterEach(async () => {
    const { trouble, posted } = panel;
    await panel.close();
    expect(trouble).toEqual([]);
    expect(posted.filter((message) => parseViewMessage(message) === undefined)).toEqual([]);
  });
  const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 60_000 });
  return {
    get panel() {
      return panel;
    },
    eventually,
    expectPosted: (messages) => eventually(() => panel.posted).toEqual([{ type: "ready" }, ...messages]),
    focused: () => panel.page.evaluate(() => document.activeElement?.ariaLabel),
  };
}
