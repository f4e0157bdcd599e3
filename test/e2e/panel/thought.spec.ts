import { beforeEach, describe, expect, it } from "vitest";
import { turn, type PanelPage } from "./panelPage.js";
import { usePanel } from "./usePanel.js";

const bench = usePanel();
const { eventually, expectPosted } = bench;
let panel: PanelPage;
beforeEach(() => {
  panel = bench.panel;
});

const attribute = (selector: string, name: string) =>
  eventually(() => panel.find(selector).getAttribute(name, { timeout: 5_000 }));
const text = (selector: string) => eventually(() => panel.find(selector).innerText());

const steps = ["The goal is a sum.", "Wait, the last index is length - 1.", "So `<` it is.", "Hmm, and an empty list?"];

describe("a thought that comes", () => {
  beforeEach(async () => {
    await panel.snapshot({ turns: [turn()] });
    await panel.events({ type: "thinking", text: steps.join("\n\n"), tokens: 96, budget: 2_048 });
  });

  it("shows its tokens, its corrections and its budget", async () => {
    await text(".thought summary").toMatch(/^Thinking · \d+\.\d s · 96 tokens(?: · \d+ tok\/s)? · 2 corrections$/);
    await text(".budget").toBe("96 / 2,048");
    const bar = panel.find("progress");
    expect(await bar.evaluate((element: HTMLProgressElement) => [element.value, element.max])).toEqual([96, 2_048]);
    expect(await bar.getAttribute("aria-label")).toBe("Budget of the thought");
    await panel.events({ type: "thinking", text: " No.", tokens: 98, budget: 2_048 });
    await text(".budget").toBe("98 / 2,048");
  });

  it("can be closed for the answer, by keyboard too", async () => {
    await panel.find("[data-action=answerNow]").focus();
    await panel.page.keyboard.press("Enter");
    await expectPosted([{ type: "answerNow" }]);
    await panel.events({ type: "thinkingDone", ms: 4_000, tokens: 98, closedBy: "answerNow" });
    await text(".thought-closed").toMatch(/^You asked for the answer\./);
    expect(await panel.find("[data-action=answerNow]").count()).toBe(0);
    expect(await panel.find(".budget").count()).toBe(0);
  });
});

describe("a thought that is over", () => {
  const closed = turn({
    status: "done",
    answer: "Use `<`.",
    effort: "low",
    thought: { text: steps.join("\n\n"), closed: true, ms: 12_440, tokens: 512, budget: 512, closedBy: "budget" },
  });

  it("says why it was closed, and can be thought again with more effort", async () => {
    await panel.snapshot({ turns: [closed] });
    await text(".thought-closed > span").toMatch(/^Its budget of 512 tokens was used up/);
    await panel.find("[data-action=thinkMore]").click();
    await expectPosted([{ type: "thinkMore", turnId: "t1" }]);
  });

  it.each([
    ["with the largest effort", { effort: "high" }],
    ["while it is still answered", { status: "answering" }],
    ["a fix", { command: "fix" }],
  ] as const)("cannot be thought again: %s", async (_name, change) => {
    await panel.snapshot({ turns: [{ ...closed, ...change }] });
    await text(".thought-closed").toMatch(/budget/);
    expect(await panel.find("[data-action=thinkMore]").count()).toBe(0);
  });

  it.each([
    ["loop", "The thought went in circles and was closed."],
    ["noAnswer", "It thought to the end without an answer, and was asked for one."],
  ] as const)("says so when it was closed by %s, with the answer that came then", async (closedBy, said) => {
    await panel.snapshot({ turns: [turn()] });
    await panel.events(
      { type: "thinking", text: "The same again. ".repeat(40), tokens: 160, budget: 512 },
      { type: "thinkingDone", ms: 900, tokens: 160, closedBy },
      { type: "answer", text: "Use `<`." },
    );
    await panel.act({ type: "turnEnded", turnId: "t1", status: "done" });
    await text(".thought-closed > span").toBe(said);
    await text(".answer").toBe("Use <.");
    await eventually(() => panel.find("details.thought[open]").count()).toBe(0);
  });

  it("has its steps as an outline, goes from correction to correction, and is copied", async () => {
    await panel.snapshot({ turns: [closed], display: "open" });
    await eventually(() => panel.find(".step").allInnerTexts()).toEqual(steps);
    expect(await panel.find(".step.correction [aria-label=Correction]").count()).toBe(2);
    const focused = () => panel.page.evaluate(() => (document.activeElement as HTMLElement).innerText);
    const [next, previous] = [
      panel.find("[data-action=nextCorrection]"),
      panel.find("[data-action=previousCorrection]"),
    ];
    await next.click();
    await eventually(focused).toBe(steps[1]);
    await next.click();
    await eventually(focused).toBe(steps[3]);
    await next.click();
    await eventually(focused).toBe(steps[1]);
    await previous.click();
    await eventually(focused).toBe(steps[3]);
    await panel.find("[data-action=copyThought]").click();
    await expectPosted([{ type: "copy", text: steps.join("\n\n") }]);
  });
});

describe("the setting for thoughts", () => {
  const thinking = turn({ status: "thinking", thought: { text: "Hm", closed: false } });
  const done = turn({ status: "done", thought: { text: "Hm", closed: true, ms: 1 } });

  it.each([
    ["auto", thinking, true],
    ["auto", done, false],
    ["open", done, true],
    ["folded", thinking, false],
  ] as const)("%s", async (display, shown, open) => {
    await panel.snapshot({ turns: [shown], display });
    await eventually(() => panel.find(".thought").evaluate((e: HTMLDetailsElement) => e.open)).toBe(open);
    await panel.find(".thought summary").click();
    await eventually(() => panel.find(".thought").evaluate((e: HTMLDetailsElement) => e.open)).toBe(!open);
  });
});

it("offers how much the model may think", async () => {
  await panel.snapshot({ effort: "medium" });
  const menu = panel.find("#effort");
  const shown = () => menu.evaluate((element: HTMLSelectElement) => element.value);
  await eventually(shown).toBe("medium");
  await menu.selectOption("high");
  await expectPosted([{ type: "setEffort", effort: "high" }]);
  await panel.act({ type: "thinkingChanged", effort: "off", display: "auto" });
  await eventually(shown).toBe("off");
});

describe("what is in a thought", () => {
  const many = Array.from(
    { length: 300 },
    (_, index) => `Step ${index}: look at \`item${index}\` in line ${index + 1}.`,
  );
  const long = turn({
    status: "done",
    answer: "Yes.",
    thought: { text: [...many, "Wait, the needle is here."].join("\n\n"), closed: true, ms: 12_440, tokens: 900 },
  });
  const focusedText = () =>
    panel.page.evaluate(() => document.activeElement?.querySelector(".step-text")?.textContent ?? "");
  const countShown = () => eventually(() => panel.find(".find-number").innerText());
  /** Keys go there from the moment when the field is drawn. */
  const fieldHasFocus = () =>
    eventually(() => panel.page.evaluate(() => document.activeElement?.matches(".find-text"))).toBe(true);
  const isInSight = (text: string) =>
    eventually(() =>
      panel.page.evaluate((wanted) => {
        const step = [...document.querySelectorAll(".step")].find((each) => each.textContent.includes(wanted));
        const box = step?.getBoundingClientRect();
        return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight;
      }, text),
    ).toBe(true);

  it("leads to the code, by the mouse and by the keyboard", async () => {
    await panel.snapshot({ turns: [long], display: "open" });
    await panel.find("[data-step='2'] .mention").first().click();
    await panel.find("[data-step='3']").focus();
    await panel.page.keyboard.press("Tab");
    await panel.page.keyboard.press("Tab");
    await panel.page.keyboard.press("Enter");
    await expectPosted([
      { type: "reveal", turnId: "t1", mention: "item2" },
      { type: "reveal", turnId: "t1", mention: "line 4" },
    ]);
  });

  it("is one stop for Tab; the arrow keys go from step to step, and each step can be copied", async () => {
    await panel.snapshot({ turns: [long], display: "open" });
    await eventually(() => panel.find(".step").count()).toBeGreaterThan(10);
    await panel.find("[data-action=copyThought]").focus();
    await panel.page.keyboard.press("Tab");
    await eventually(focusedText).toContain("Step 0:");
    await panel.page.keyboard.press("ArrowDown");
    await eventually(focusedText).toContain("Step 1:");
    await panel.page.keyboard.press("Control+c");
    await panel.page.keyboard.press("End");
    await eventually(focusedText).toContain("needle");
    await isInSight("needle");
    await panel.page.keyboard.press("ArrowDown");
    await panel.page.keyboard.press("Tab");
    await panel.page.keyboard.press("Enter");
    await panel.page.keyboard.press("Home");
    await eventually(focusedText).toContain("Step 0:");
    await panel.page.keyboard.press("Shift+Tab");
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute("data-action"))).toBe("copyThought");
    await expectPosted([
      { type: "copy", text: many[1] },
      { type: "copy", text: "Wait, the needle is here." },
    ]);
  });

  it("is searched by Ctrl+F, forwards and backwards, also where it is out of sight", async () => {
    await panel.snapshot({ turns: [long] });
    await panel.find(".thought summary").focus();
    await panel.page.keyboard.press("Control+f");
    await eventually(() => panel.find(".thought").evaluate((e: HTMLDetailsElement) => e.open)).toBe(true);
    await fieldHasFocus();
    await panel.page.keyboard.type("needle");
    await countShown().toBe("1 of 1");
    await isInSight("needle");
    const marked = () =>
      panel.page.evaluate(() =>
        [...(CSS.highlights.get("ponder-current-match") ?? [])].map((range) => (range as Range).toString()),
      );
    await eventually(marked).toEqual(["needle"]);
    await panel.page.keyboard.press("Control+a");
    await panel.page.keyboard.type("STEP 1");
    await countShown().toBe("1 of 111");
    await panel.page.keyboard.press("Enter");
    await countShown().toBe("2 of 111");
    await isInSight("Step 10:");
    await panel.page.keyboard.press("Shift+Enter");
    await panel.page.keyboard.press("Shift+Enter");
    await countShown().toBe("111 of 111");
    await isInSight("Step 199:");
    // What a screen reader says is the line that was found.
    await eventually(() => panel.find(".find-count").innerText()).toContain("Step 199");
    await panel.find("[data-action=nextMatch]").click();
    await countShown().toBe("1 of 111");
    await panel.find(".find-text").click();
    await panel.page.keyboard.type("no such text");
    await countShown().toBe("No results");
    expect(await panel.find("[data-action=nextMatch]").isDisabled()).toBe(true);
    await panel.page.keyboard.press("Escape");
    await eventually(() => panel.find(".thought-find").count()).toBe(0);
    expect(await panel.page.evaluate(() => CSS.highlights.size)).toBe(0);
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute("data-action"))).toBe("findInThought");
    // Nothing was stopped, and nothing else was posted.
    await expectPosted([]);
  });

  it("is searched while it comes", async () => {
    await panel.snapshot({ turns: [turn()] });
    await panel.events({ type: "thinking", text: "One wait.\n\n" });
    await panel.find("[data-action=findInThought]").click();
    await fieldHasFocus();
    await panel.page.keyboard.type("wait");
    await countShown().toBe("1 of 1");
    await panel.events({ type: "thinking", text: "Wait, another." });
    await countShown().toBe("1 of 2");
    await panel.page.keyboard.press("Escape");
    await expectPosted([]);
  });

  it("stands beside the answer where there is room", async () => {
    await panel.page.setViewportSize({ width: 900, height: 700 });
    await panel.snapshot({ turns: [long], display: "open" });
    const boxes = async () => [
      await panel.find(".thought-block").boundingBox(),
      await panel.find(".answer").boundingBox(),
    ];
    await eventually(async () => {
      const [thought, answer] = await boxes();
      return (thought?.x ?? 0) + (thought?.width ?? 0) <= (answer?.x ?? 0) && thought?.y === answer?.y;
    }).toBe(true);
    await panel.page.setViewportSize({ width: 500, height: 700 });
    await eventually(async () => {
      const [thought, answer] = await boxes();
      return (answer?.y ?? 0) >= (thought?.y ?? 0) + (thought?.height ?? 0);
    }).toBe(true);
  });
});

describe("the place of a thought", () => {
  it("keeps the thought as the user wants it", async () => {
    await panel.snapshot();
    await panel.act({ type: "turnAdded", turn: turn() });
    await panel.events({ type: "thinking", text: "Hm" });
    await attribute(".thought", "open").toBe("");
    await panel.find(".thought summary").click();
    await attribute(".thought", "open").toBeNull();
    await panel.events({ type: "thinking", text: " more" });
    await panel.drawn();
    await attribute(".thought", "open").toBeNull();
    await panel.find(".thought summary").focus();
    await panel.page.keyboard.press("Enter");
    await attribute(".thought", "open").toBe("");
    await panel.events({ type: "thinkingDone", ms: 1_000, tokens: 2 }, { type: "answer", text: "Yes." });
    await text(".answer").toBe("Yes.");
    await attribute(".thought", "open").toBe("");
  });

  it("follows a long live thought in its own field", async () => {
    await panel.snapshot({ turns: [turn()] });
    await panel.events({ type: "thinking", text: "thought\n".repeat(200) });
    const thought = panel.find(".thought-text");
    await eventually(() => thought.evaluate((e) => e.scrollHeight - e.clientHeight)).toBeGreaterThan(500);
    await eventually(() =>
      thought.evaluate((e) => Math.round(e.scrollHeight - e.clientHeight - e.scrollTop)),
    ).toBeLessThan(5);
  });
});
