import { expect } from "vitest";
import { slashNames } from "../../../protocol/panel/slash.js";
import type { PanelState } from "../../../protocol/panel/state.js";
import { demoModelInfo } from "../../support/demoModelInfo.js";
import { inAllLooks } from "./looks.js";
import { turn, type PanelPage } from "./panelPage.js";

const chips = [
  { id: "c1", label: "cart.ts 12–31", title: "src/shop/cart.ts, lines 12 to 31", automatic: true },
  { id: "c2", label: "src/", title: "Names in src", kind: "outline", note: "3 ignored files are left out" },
  { id: "c3", label: "2 problems", title: "Problems in src/shop/cart.ts", kind: "problems" },
  { id: "c4", label: "a-file-with-quite-a-long-name.test.ts", title: "test/a-file-with-quite-a-long-name.test.ts" },
  { id: "c5", label: "Selection", title: "Selection", note: "Nothing is selected in the editor", isMissing: true },
] as const;
const answer = "The loop runs too far.\n\n```ts src/shop/cart.ts\nfor (let i = 0; i < n; i++) {}\n```\n";
const measure = {
  tokens: { c1: 812, c2: 1_234, c3: 55, c4: 12_345 },
  promptTokens: 2_060,
  promptLimit: 4_096,
  contextSize: 8_192,
  leftOutTurns: 0,
  leftOutFiles: 0,
};
const state: Partial<PanelState> = {
  slash: slashNames,
  model: { state: "ready", activity: "idle", model: demoModelInfo },
  context: chips,
  measure,
  turns: [
    turn({
      status: "done",
      answer,
      context: chips.slice(0, 4).map((chip) => ({ ...chip, tokens: measure.tokens.c1 })),
    }),
  ],
};

const row = ".completion-menu [role=option]";
/** What is looked at, in this order, and what leads there. */
const views = {
  chips: (panel: PanelPage) => panel.find("#composer").focus(),
  mentions: async (panel: PanelPage) => {
    await panel.find("#composer").fill("Why #");
    await panel.find(row).first().waitFor();
  },
  slash: async (panel: PanelPage) => {
    await panel.find("#composer").fill("/");
    await panel.find(`${row}:has-text("/explain")`).waitFor();
  },
  full: async (panel: PanelPage) => {
    await panel.act({ type: "measured", measure: { ...measure, promptTokens: 5_000 } });
    await panel.act({ type: "contextChanged", context: chips.slice(1), automaticContext: false });
    await panel.find("#composer").fill("Why?");
    await panel.find(".too-long").waitFor();
  },
} as const;

inAllLooks("the composer is whole, readable and fit for screen readers", async ({ panel, show, check }) => {
  await show(state);
  await panel.find(".code-block").waitFor();
  for (const [name, open] of Object.entries(views)) {
    await open(panel);
    await panel.drawn();
    await check(`composer-${name}`);
    expect(await panel.page.evaluate(hiddenParts), name).toEqual([]);
  }
});

/** Controls and rows of which something else, or the panel's edge, hides the middle. Runs in the page. */
function hiddenParts(): readonly string[] {
  const parts = ".composer button, .composer select, .completion-menu > li, .code-button, .sent-context li > *";
  return [...document.querySelectorAll(parts)]
    .filter((element) => {
      // A row further down in the list is reached by scrolling.
      const list = element.closest(".completion-menu")?.getBoundingClientRect();
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (list && bottom > list.bottom) return false;
      const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isBehindList = !list && seen?.closest(".completion-menu");
      return right > window.innerWidth || (!isBehindList && !element.contains(seen));
    })
    .map((element) => element.outerHTML);
}
