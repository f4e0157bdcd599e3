import { describe, expect, it } from "vitest";
import { isHttps } from "../../../protocol/panel/messages.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { allHostileTexts, hostileCorpora } from "../../support/hostileCorpora.js";
import { turn } from "./panelPage.js";
import { usePanel } from "./usePanel.js";

const bench = usePanel();

/** How much is shown at once, so that all of it is in the page: what a turn weighs besides its two texts, and all. */
const turnWeight = 600;
const batchWeight = 22_000;
/** Elements that could act or load something by themselves. MathML of ours is looked at by its attributes. */
const active = "script:not([nonce]),style,link,img,svg,iframe,object,embed,form,video,audio,base,meta,annotation-xml";

describe("what a model wrote", () => {
  it("is a lot of hostile texts here", () => {
    for (const texts of Object.values(hostileCorpora)) expect(texts.length).toBeGreaterThan(30);
    expect(allHostileTexts.length).toBeGreaterThanOrEqual(1_900);
  });

  it("can neither act nor load anything, as question, thought, answer, name or error", async () => {
    const { panel, eventually } = bench;
    const turns = allHostileTexts.map((evil, index) =>
      turn({
        id: `t${index}`,
        question: evil,
        status: "failed",
        context: [{ id: evil, label: evil, title: evil }],
        thought: { text: evil, closed: true, ms: 1 },
        answer: evil,
        proposal: {
          id: evil,
          files: [{ path: evil, kind: "create", added: 1, removed: 1, hunks: 2, accepted: 1, state: "open" }],
          state: "open",
          warnings: [evil],
        },
        error: { code: "internal", message: evil, hint: evil },
      }),
    );
    let shown = 0;
    for (const some of batches(turns)) {
      await panel.snapshot({ turns: some, context: some[0]?.context ?? [], display: "open" });
      await eventually(() => panel.find(`[data-turn-id=${some.at(-1)?.id}] > .request`).count()).toBe(1);
      await eventually(() => panel.find(".spacer").count()).toBe(0);
      const found = await panel.page.evaluate(lookForActive, active);
      expect(found.bad).toEqual([]);
      shown += found.answers;
    }
    await panel.drawn();
    // Blank texts have no answer to show.
    expect(shown).toBeGreaterThan(1_850);
    const opened = panel.posted.flatMap((message) => (message.type === "openLink" ? [message.href] : []));
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.filter((href) => !isHttps(href))).toEqual([]);
    // Nothing but clicks on links posted anything, and `usePanel` sees that nothing was loaded or run.
    expect(panel.posted.filter(({ type }) => type !== "openLink" && type !== "ready")).toEqual([]);
  });
});

function batches(turns: readonly Turn[]): readonly (readonly Turn[])[] {
  const all: Turn[][] = [];
  let weight = Infinity;
  for (const turn of turns) {
    const own = turnWeight + 2 * turn.answer.length;
    weight += own;
    if (weight > batchWeight) {
      all.push([]);
      weight = own;
    }
    all.at(-1)?.push(turn);
  }
  return all;
}

/** Clicks all links and looks for what could act. Runs in the page. */
function lookForActive(active: string): { readonly bad: readonly string[]; readonly answers: number } {
  const all = [...document.querySelectorAll("body *")];
  const bad = document.querySelectorAll(`body :is(${active}), body [href], body [src]:not(script), body [style]`);
  const handlers = all.filter((element) => element.getAttributeNames().some((name) => name.startsWith("on")));
  for (const link of document.querySelectorAll<HTMLElement>(".answer a")) link.click();
  return {
    bad: [...bad, ...handlers].map((element) => element.outerHTML.slice(0, 500)),
    answers: document.querySelectorAll(".answer").length,
  };
}
