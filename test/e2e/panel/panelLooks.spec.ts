import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PanelState } from "../../../protocol/panel/state.js";
import { findChromium } from "../../../scripts/editor/chromium.mjs";
import { launchChromium } from "../../../scripts/editor/launch.mjs";
import { demoModelInfo } from "../../support/demoModelInfo.js";
import { axeViolations } from "./axeViolations.js";
import { PanelPage, themes, turn } from "./panelPage.js";
import { servePanel, type PanelSite } from "./panelSite.js";

const folder = path.resolve(import.meta.dirname, "../../../out/screenshots");
const widths = [260, 420, 800];

const model = {
  state: "ready",
  activity: "idle",
  model: demoModelInfo,
} as const;
const context = [
  { id: "c1", label: "cart.ts 12–31", title: "src/shop/cart.ts" },
  { id: "c2", label: "a-file-with-quite-a-long-name.test.ts", title: "test/a-file-with-quite-a-long-name.test.ts" },
];
const usage = { promptTokens: 120, evaluatedTokens: 20, generatedTokens: 287, ttftMs: 840, tokensPerSecond: 23.2 };
const thought = `The goal of \`sumPrices\` is to add up the prices.
Look at \`i <= items.length\`: the index runs up to the length itself.

Wait, the last index is length − 1, so the last round reads past the end.`;
const answer = `The loop runs **one step too far**: \`<=\` should be \`<\`. See [Array.length](https://developer.mozilla.org/).

\`\`\`ts
/** Adds up what is in the cart. */
export function sumPrices(items: readonly Item[]): number {
  let total = 0;
  for (let i = 0; i < items.length; i++) {
    total += items[i].price * 1.19; // with tax
  }
  return total > limit ? refuse("too much") : total;
}
\`\`\`

1. \`items.length\` is the *number* of items.
2. The last index is one less.

> Reading past the end gives \`undefined\`, and $\\sum_{i=0}^{n-1} p_i$ has $n$ parts:

$$\\frac{1}{n} \\sum_{i=0}^{n-1} p_i \\le \\max_i p_i$$

| i | \`items[i]\` | total |
|--:|-----------|------:|
| 0 | apple     |   1.2 |
| 1 | pear      |   2.7 |
`;

const done = turn({
  status: "done",
  context: context.slice(0, 1),
  thought: { text: thought, closed: true, ms: 12_440, tokens: 287 },
  answer,
  usage,
  contextUse: { leftOutTurns: 0, promptTokens: 1_512, contextSize: 8_192 },
});
const proposal = {
  id: "p1",
  files: [
    { path: "src/shop/checkout/cart.ts", kind: "edit", added: 1, removed: 1, hunks: 2, accepted: 0, state: "open" },
    {
      path: "src/shop/checkout/cart.test.ts",
      kind: "create",
      added: 18,
      removed: 0,
      hunks: 1,
      accepted: 0,
      state: "open",
    },
  ],
  state: "open",
} as const;
const error = {
  code: "engineStopped",
  message: "The engine stopped while answering. Your question and what was written so far are kept.",
  hint: "Ask again; if it happens again, look into the log.",
} as const;

const states: Readonly<Record<string, Partial<PanelState>>> = {
  empty: { context },
  thinking: {
    context,
    model,
    turns: [
      turn({
        id: "t0",
        question: "How many Rs are in 'strawberry'?",
        status: "done",
        answer: "There are **3**.",
        usage,
      }),
      turn({
        status: "thinking",
        thinkingSince: Date.now() - 4_200,
        context,
        thought: { text: thought, closed: false },
      }),
    ],
  },
  done: { model, turns: [done] },
  proposals: {
    model: { ...model, model: { ...model.model, isDemo: false, name: "DeepSeek-R1-Distill-Qwen-7B-Q4_K_M" } },
    context: context.slice(0, 1),
    turns: [
      turn({
        id: "t0",
        command: "fix",
        question: "Fix cart.ts 12–31",
        status: "done",
        answer: "`<=` is `<` now.",
        proposal,
      }),
      ...(["accepted", "discarded", "stale", "restored"] as const).map((state) =>
        turn({
          id: state,
          command: "fix",
          question: "Fix cart.ts",
          status: "done",
          proposal: {
            ...proposal,
            state,
            files: proposal.files.map((file) => ({ ...file, state: state === "restored" ? "accepted" : state })),
          },
        }),
      ),
    ],
  },
  trouble: {
    model: {
      state: "failed",
      error: { code: "modelNotFound", message: "The model file is gone.", hint: "Choose one." },
    },
    turns: [
      turn({ id: "t0", status: "failed", answer: "The loop runs", thought: { text: thought, closed: true }, error }),
      turn({ id: "t1", status: "stopped", thought: { text: thought, closed: true } }),
      turn({ id: "t2", status: "waiting", phase: { name: "loading", progress: 0.42 } }),
    ],
  },
};

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
  it.each(widths)("everything fits into %d pixels", async (width) => {
    const panel = await PanelPage.open(browser, site, { theme, width, height: 720 });
    for (const [name, state] of Object.entries(states)) {
      await show(panel, state);
      await panel.page.screenshot({ path: path.join(folder, `panel-${name}-${theme}-${width}.png`) });
      expect(await panel.page.evaluate(tooWide), name).toEqual([]);
    }
    expect(panel.trouble).toEqual([]);
    await panel.close();
  });

  it("text stands out from what is behind it, and axe-core finds nothing wrong", async () => {
    const panel = await PanelPage.open(browser, site, { theme });
    const look = async (name: string) => {
      expect.soft(await panel.page.evaluate(faintTexts), name).toEqual([]);
      expect.soft(await axeViolations(panel.page), name).toEqual([]);
    };
    for (const [name, state] of Object.entries(states)) {
      await show(panel, state);
      await look(name);
    }
    await show(panel, { ...states["done"], display: "open" });
    await panel.find("[data-action=findInThought]").click();
    await panel.find(".thought-find").waitFor();
    await look("search in a thought");
    await panel.find("[data-action=edit]").click();
    await panel.find(".question-editor").waitFor();
    await look("editing");
    await panel.close();
  });
});

/** Shows a state and waits until all of it is drawn. */
async function show(panel: PanelPage, state: Partial<PanelState>): Promise<void> {
  await panel.snapshot(state);
  const turns = state.turns ?? [];
  await expect.poll(() => panel.find(".turn").count(), { timeout: 30_000 }).toBe(turns.length);
  for (const { id, status } of turns) await panel.find(`[data-turn-id="${id}"][data-status="${status}"]`).waitFor();
  await expect.poll(() => panel.find(".spacer").count(), { timeout: 30_000 }).toBe(0);
  await panel.page.evaluate(() => document.fonts.ready);
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
