import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseViewMessage } from "../../../protocol/panel/messages.js";
import { findChromium } from "../../../scripts/editor/chromium.mjs";
import { launchChromium } from "../../../scripts/editor/launch.mjs";
import { PanelPage, turn } from "./panelPage.js";
import { servePanel, type PanelSite } from "./panelSite.js";

const usage = { promptTokens: 1_512, evaluatedTokens: 20, generatedTokens: 400, ttftMs: 840, tokensPerSecond: 23.2 };
const contextUse = { leftOutTurns: 0, promptTokens: 1_512, contextSize: 8_192 };
const done = turn({ status: "done", answer: "Because.", usage, contextUse });

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
  panel = await PanelPage.open(browser, site, { width: 260 });
});
afterEach(async () => {
  const { trouble, posted } = panel;
  await panel.close();
  expect(trouble).toEqual([]);
  expect(posted.filter((message) => parseViewMessage(message) === undefined)).toEqual([]);
});

const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 60_000 });
const expectPosted = (messages: readonly unknown[]) =>
  eventually(() => panel.posted).toEqual([{ type: "ready" }, ...messages]);
const focused = () => panel.page.evaluate(() => document.activeElement?.ariaLabel);
const actions = () => panel.find(".turn-button").evaluateAll((all) => all.map((one) => one.dataset["action"]));

describe("the buttons under a turn", () => {
  it("regenerate, branch and export", async () => {
    await panel.snapshot({ turns: [done] });
    for (const action of ["regenerate", "branch", "export"]) await panel.find(`[data-action=${action}]`).click();
    await expectPosted([
      { type: "regenerate", turnId: "t1" },
      { type: "branch", turnId: "t1" },
      { type: "run", command: "exportChat" },
    ]);
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it("are there once the turn is over, and those that fit it", async () => {
    await panel.snapshot({ turns: [turn({ status: "answering", answer: "Be" })] });
    await panel.find(".answer").waitFor();
    expect(await actions()).toEqual([]);
    await panel.act({ type: "turnEnded", turnId: "t1", status: "stopped" });
    await eventually(actions).toEqual(["edit", "branch", "export"]);
    await panel.snapshot({ turns: [turn({ status: "done", command: "fix", answer: "Be" })] });
    await eventually(actions).toEqual(["branch", "export"]);
  });

  it("of earlier turns are reached by the keyboard, too", async () => {
    await panel.snapshot({ turns: [done, { ...done, id: "t2" }] });
    const first = panel.find('[data-turn-id="t1"] .turn-buttons');
    const opacity = () => first.evaluate((element) => getComputedStyle(element).opacity);
    await eventually(opacity).toBe("0");
    await panel.find('[data-turn-id="t1"] [data-action=branch]').focus();
    await eventually(opacity).toBe("1");
    await panel.page.keyboard.press("Enter");
    await expectPosted([{ type: "branch", turnId: "t1" }]);
  });

  it("let the model go on with an answer that was stopped, once", async () => {
    await panel.snapshot({ turns: [turn({ status: "stopped", answer: "Half an" })] });
    await panel.find("[data-action=goOn]").click();
    await expectPosted([{ type: "goOn", turnId: "t1" }]);
    await panel.act({ type: "turnContinued", turnId: "t1" });
    await eventually(() => panel.find("[data-action=goOn]").count()).toBe(0);
  });
});

describe("a question", () => {
  it("is edited in its place, beside what was sent with it", async () => {
    const context = [{ id: "a", label: "cart.ts 12–31", title: "src/cart.ts" }];
    await panel.snapshot({ turns: [{ ...done, context }] });
    await panel.find("[data-action=edit]").click();
    await eventually(focused).toBe("Edit the question");
    expect(await panel.find(".sent-context").innerText()).toContain("cart.ts 12–31");
    await panel.page.keyboard.press("Control+A");
    await panel.page.keyboard.type("What else?");
    await panel.find("[data-action=resend]").click();
    await expectPosted([{ type: "editTurn", turnId: "t1", text: "What else?" }]);
    await eventually(focused).toBe("Ask Ponder");
  });

  it("stays as it was when editing is cancelled, and Escape stops nothing then", async () => {
    await panel.snapshot({ turns: [done, turn({ id: "t2", status: "answering", answer: "Be" })] });
    await panel.find('[data-turn-id="t1"]').hover();
    await panel.find("[data-action=edit]").click();
    await eventually(focused).toBe("Edit the question");
    await panel.page.keyboard.press("Escape");
    await eventually(() => panel.find(".question-editor").count()).toBe(0);
    await panel.find("[data-action=edit]").click();
    await panel.find("[data-action=cancel-edit]").click();
    await eventually(() => panel.find(".question-editor").count()).toBe(0);
    await expectPosted([]);
  });

  it("that waits behind another one says so and can be taken back", async () => {
    const running = turn({ status: "answering", answer: "Be" });
    await panel.snapshot({ turns: [running, turn({ id: "t2", question: "And then?", queued: true })] });
    await eventually(() => panel.find('[data-turn-id="t2"] .waiting').innerText()).toMatch(/^Queued/);
    await panel.find('[aria-label="Take this question back"]').click();
    await expectPosted([{ type: "removeQueued", turnId: "t2" }]);
    await panel.act({ type: "turnStarted", turnId: "t2" });
    await eventually(() => panel.find(".remove-queued").count()).toBe(0);
  });
});

describe("the context meter", () => {
  it("shows what the last turn took, and what is left out", async () => {
    await panel.snapshot();
    expect(await panel.find(".context-meter").count()).toBe(0);
    await panel.snapshot({ turns: [done] });
    await eventually(() => panel.find(".context-meter").innerText()).toBe("1.9k / 8.2k");
    const title = () => panel.find(".context-meter").getAttribute("title");
    expect(await title()).toMatch(/1,912 of 8,192 tokens[^]*Nothing is left out/);
    await panel.snapshot({ turns: [{ ...done, contextUse: { ...contextUse, leftOutTurns: 2 } }] });
    await eventually(title).toMatch(/2 earlier turns are left out/);
    // Also above the question that they did not go along with.
    expect(await panel.find(".left-out").innerText()).toBe("2 earlier turns are left out");
  });
});
