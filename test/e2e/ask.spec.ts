import { describe, expect, test } from "vitest";
import { useWorkbench } from "../support/useWorkbench.js";

const question = "How many Rs are in 'strawberry'?";

describe("Ask", () => {
  const bench = useWorkbench();

  test("an empty panel says what the demo model is for and suggests questions", async () => {
    const { workbench, shoot } = bench;
    await workbench.palette("Ponder: Ask…");
    await workbench.panel().locator(".suggestion").first().waitFor();
    expect(await workbench.panel().locator(".empty").innerText()).toMatch(/tiny demo model/i);
    expect(await workbench.panel().locator(".model-line").innerText()).toMatch(/demo/i);
    await shoot("empty");
  });

  test("the thought is seen while it comes; then there is the answer, without the thought", async () => {
    const { workbench, shootThemes } = bench;
    const live = await watchForLiveThoughts(bench);
    // The demo model thinks for less than a tenth of a second, which a busy machine may not draw: then once more.
    for (let attempt = 1; attempt <= 5; attempt++) {
      await workbench.ask(question);
      await workbench.turn().and(workbench.panel().locator('[data-status="done"]')).waitFor({ timeout: 60_000 });
      if ((await live()) > 0) break;
    }
    expect(await live()).toBeGreaterThan(0);

    const turn = workbench.turn();
    const answer = async () => (await turn.locator(".answer").innerText()).trim();
    // The whole answer: whatever leaked into it out of the thought would show.
    await expect.poll(answer, { timeout: 60_000 }).toBe('There are 3 Rs in "strawberry" (at positions 3, 8 and 9).');
    expect(await turn.locator("details.thought").getAttribute("open")).toBeNull();
    expect(await turn.locator("details.thought summary").innerText()).toMatch(/Thought for .*\d+ tokens/);
    await turn.locator("details.thought summary").click();
    await turn.locator("details.thought[open]").waitFor();
    expect(await turn.locator(".thought-text").innerText()).toContain("S-T-R-A-W-B-E-R-R-Y");
    await shootThemes("ask");
  });

  test("how much it thinks is chosen beside the question", async () => {
    const { workbench } = bench;
    const panel = workbench.panel();
    for (const [effort, count] of [
      ["low", 1],
      ["high", 1],
      ["off", 0],
      ["medium", 1],
    ] as const) {
      await panel.locator("#effort").selectOption(effort);
      const turns = await panel.locator(".turn").count();
      await workbench.ask(question);
      const over = workbench.turn(turns).and(panel.locator(':is([data-status="done"],[data-status="failed"])'));
      await over.waitFor({ timeout: 60_000 });
      expect(await over.locator(".thought").count(), effort).toBe(count);
    }
  });

  test("Answer Now closes the thought", async () => {
    const { workbench } = bench;
    const panel = workbench.panel();
    await clickAnswerNow(bench);
    const closed = async () => {
      await workbench.ask(question);
      const over = workbench.turn().and(panel.locator(':is([data-status="done"],[data-status="failed"])'));
      await over.waitFor({ timeout: 60_000 });
      return (await over.locator(".thought-closed > span").allInnerTexts()).join("");
    };
    // The demo model's thought may be over before the click arrives: then once more.
    await expect.poll(closed, { timeout: 120_000 }).toMatch(/^You asked for the answer\./);
  });

  test("a new chat begins with nothing", async () => {
    const { workbench } = bench;
    await workbench.palette("Ponder: New Chat");
    await workbench.panel().locator(".suggestion").first().waitFor();
    expect(await workbench.panel().locator(".turn").count()).toBe(0);
  });
});

/** Counts inside the panel how often a growing thought, unfolded, was drawn. */
async function watchForLiveThoughts({ workbench }: ReturnType<typeof useWorkbench>): Promise<() => Promise<number>> {
  const body = workbench.panel().locator("body");
  await body.evaluate((element) => {
    const look = () => {
      const text = element.querySelector('.turn[data-status="thinking"] details.thought[open] .thought-text');
      if (text?.textContent) element.dataset["liveThoughts"] = String(Number(element.dataset["liveThoughts"] ?? 0) + 1);
    };
    new MutationObserver(look).observe(element, { subtree: true, childList: true, characterData: true });
  });
  return async () => Number((await body.getAttribute("data-live-thoughts")) ?? 0);
}

/**
 * From now on *Answer Now* is clicked inside the panel as soon as there is a piece of a thought: from here it would be too
 * late.
 */
async function clickAnswerNow({ workbench }: ReturnType<typeof useWorkbench>): Promise<void> {
  await workbench
    .panel()
    .locator("body")
    .evaluate((element) => {
      const look = () => {
        const thought = element.querySelector(".thought.live .thought-text")?.textContent ?? "";
        if (thought.length > 20) element.querySelector<HTMLElement>("[data-action=answerNow]")?.click();
      };
      new MutationObserver(look).observe(element, { subtree: true, childList: true, characterData: true });
    });
}
