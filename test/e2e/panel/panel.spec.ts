import { beforeEach, describe, expect, it } from "vitest";
import type { ProposalCard, ProposalFile } from "../../../protocol/panel/state.js";
import { turn, type PanelPage } from "./panelPage.js";
import { usePanel } from "./usePanel.js";

const usage = { promptTokens: 120, evaluatedTokens: 20, generatedTokens: 287, ttftMs: 840, tokensPerSecond: 23.2 };
const card: ProposalCard = {
  id: "p1",
  files: [{ path: "src/cart.ts", kind: "edit", added: 1, removed: 1, hunks: 1, accepted: 0, state: "open" }],
  state: "open",
};

const bench = usePanel();
const { eventually, expectPosted } = bench;
let panel: PanelPage;
beforeEach(() => {
  panel = bench.panel;
});

const text = (selector: string) => eventually(() => panel.find(selector).innerText());
const attribute = (selector: string, name: string) =>
  eventually(() => panel.find(selector).getAttribute(name, { timeout: 5_000 }));
const count = (selector: string) => eventually(() => panel.find(selector).count());

describe("an empty panel", () => {
  it("says ready, shows nothing before it knows something, then offers the demo's questions", async () => {
    await expectPosted([]);
    expect(await panel.find("main").count()).toBe(0);
    await panel.snapshot();
    await text(".empty h2").toBe("See it think, right now");
    await text(".empty").toMatch(/tiny demo model[^]*makes things up[^]*Choose Model/);
    await panel.find(".suggestion").first().click();
    await panel.find(".empty [data-command=getModel]").click();
    await panel.find(".empty [data-command=chooseModel]").click();
    await expectPosted([
      { type: "ask", text: "How many Rs are in 'strawberry'?" },
      { type: "run", command: "getModel" },
      { type: "run", command: "chooseModel" },
    ]);
  });

  it("does not call a real model a demo", async () => {
    await panel.snapshot({ model: { state: "idle", isDemo: false } });
    await text(".empty").toMatch(/^Ask about your code/);
    expect(await panel.find("body").innerText()).not.toMatch(/demo/i);
  });

  it("shows downloads with their progress, and cancels one", async () => {
    const uri = "hf:a/b/c.gguf";
    await panel.snapshot();
    expect(await panel.find(".downloads").count()).toBe(0);
    await panel.act({ type: "downloadsChanged", downloads: [{ uri, name: "c.gguf", text: "asking the hub…" }] });
    await text(".download").toMatch(/c\.gguf\s+asking the hub…/);
    expect(await panel.find(".download progress").getAttribute("value")).toBeNull();
    const share = { uri, name: "c.gguf", text: "1.0 GB of 4.0 GB · 12.3 MB/s · 4 min left", share: 0.25 };
    await panel.act({ type: "downloadsChanged", downloads: [share] });
    await text(".download").toMatch(/4 min left/);
    await eventually(() => panel.find(".download progress").evaluate((bar: HTMLProgressElement) => bar.value)).toBe(
      0.25,
    );
    await panel.find(".download [data-action=cancelDownload]").click();
    await expectPosted([{ type: "cancelDownload", uri }]);
    await panel.act({ type: "downloadsChanged", downloads: [] });
    await count(".downloads").toBe(0);
  });

  it("shows why there is no model, and what helps", async () => {
    const error = { code: "modelNotFound", message: "The model file is gone.", hint: "Choose another." } as const;
    await panel.snapshot({ model: { state: "failed", error } });
    await text(".turn-error").toMatch(/The model file is gone\.\s+Choose another\./);
    await panel.find(".turn-error [data-command=showLog]").click();
    await expectPosted([{ type: "run", command: "showLog" }]);
  });
});

describe("a turn", () => {
  it("waits, thinks in the open, folds the thought and answers", async () => {
    await panel.snapshot();
    await panel.act({ type: "turnAdded", turn: turn() });
    await text(".question").toBe("Why does the total come out one item too high?");
    await text(".waiting").toBe("Waiting");
    await panel.events({ type: "phase", phase: "loading", progress: 0.42 });
    await text(".waiting").toBe("Loading the model 42 %");
    await panel.events({ type: "phase", phase: "reading" });
    await text(".waiting").toBe("Reading the prompt");

    await panel.events({ type: "thinking", text: "The goal of `sumPrices` is to add up <b>the</b> prices.\n" });
    await attribute(".turn", "data-status").toBe("thinking");
    await attribute(".thought", "open").toBe("");
    await text(".thought-text").toMatch(/^The goal of `sumPrices` is to add up <b>the<\/b> prices\.\n?$/);
    // The clock runs by itself.
    await text(".thought summary").toMatch(/^Thinking · [1-9]\d*\.\d s$/);
    await text("[role=status]").toBe("Thinking");

    await panel.events({ type: "thinkingDone", ms: 12_440, tokens: 287 });
    await text(".thought summary").toBe("Thought for 12.4 s · 287 tokens · 23 tok/s");
    await attribute(".thought", "open").toBeNull();
    await text(".waiting").toBe("Starting the answer");

    await panel.events({ type: "answer", text: "The loop runs **one step" });
    await text(".answer").toBe("The loop runs **one step");
    await panel.events({ type: "answer", text: " too far**.\n\n```ts\nconst a = 1;\n" });
    await text(".answer strong").toBe("one step too far");
    await text(".answer .code-language").toBe("ts");
    await text(".answer .hljs-keyword").toBe("const");
    await text("[role=status]").toBe("Answer started");
    await panel.events({ type: "answer", text: "```\n" }, { type: "usage", ...usage });
    await panel.act({ type: "turnEnded", turnId: "t1", status: "done" });
    await attribute(".turn", "data-status").toBe("done");
    await text(".usage").toBe("287 tokens · 23.2 tokens/s");
    await text("[role=status]").toBe("Done");
    await count("#stop").toBe(0);
  });

  it("is stopped by the button and by Escape, and can be asked again", async () => {
    await panel.snapshot();
    await panel.page.keyboard.press("Escape");
    await panel.act({ type: "turnAdded", turn: turn() });
    await panel.events({ type: "thinking", text: "Hm" });
    await panel.find("#stop").click();
    await panel.find("#composer").press("Escape");
    await panel.act({ type: "turnEnded", turnId: "t1", status: "stopped" });
    await text(".stopped").toMatch(/^Stopped\./);
    await text(".thought summary").toBe("Thought, not finished");
    await panel.find(".stopped [data-action=retry]").click();
    await expectPosted([{ type: "stop" }, { type: "stop" }, { type: "retry", turnId: "t1" }]);
  });

  it("that failed keeps what it had, and says what happened and what helps", async () => {
    await panel.snapshot({ turns: [turn({ status: "answering", answer: "Half an" })] });
    const error = { code: "engineStopped", message: "The engine stopped.", hint: "Ask again." } as const;
    await panel.act({ type: "turnFailed", turnId: "t1", error });
    await text(".turn-error").toMatch(/The engine stopped\.\s+Ask again\./);
    await text(".answer").toBe("Half an");
    await text("[role=status]").toBe("The engine stopped.");
    for (const button of ["[data-action=retry]", "[data-command=showLog]", "[data-command=restart]"]) {
      await panel.find(`.turn-error ${button}`).press("Enter");
    }
    await expectPosted([
      { type: "retry", turnId: "t1" },
      { type: "run", command: "showLog" },
      { type: "run", command: "restart" },
    ]);
  });

  it("shows what is wrong with a proposal before it is accepted", async () => {
    const warnings = ["Block 2 of the answer is left out. The text to replace was not found."];
    await panel.snapshot({ turns: [turn({ command: "fix", status: "done", proposal: { ...card, warnings } })] });
    await text(".proposal-warning").toContain(warnings[0]);
  });

  it("shows a proposal and what became of it", async () => {
    await panel.snapshot({ turns: [turn({ command: "fix", status: "done", answer: "Fixed.", proposal: card })] });
    await text(".proposal-file").toMatch(/src\/cart\.ts\s*\+1\s*−1/);
    for (const action of ["review", "accept", "discard"]) await panel.find(`[data-action=${action}]`).click();
    await expectPosted(["review", "accept", "discard"].map((action) => ({ type: "proposal", id: "p1", action })));
    for (const [state, words] of [
      ["accepted", "Accepted."],
      ["discarded", "Discarded."],
      ["stale", "Changed since: cart.ts"],
      ["restored", "Taken back"],
    ] as const) {
      const file = { ...card.files[0], state: state === "restored" ? "accepted" : state } as ProposalFile;
      await panel.act({ type: "proposalChanged", proposal: { ...card, files: [file], state } });
      await attribute(".proposal", "data-state").toBe(state);
      await text(".proposal-state").toContain(words);
      await count("[data-action=accept]").toBe(0);
    }
  });
});

describe("a proposal of several files", () => {
  const second: ProposalFile = {
    path: "src/new.ts",
    kind: "create",
    added: 4,
    removed: 0,
    hunks: 1,
    accepted: 0,
    state: "open",
  };
  const [first] = card.files;
  const several: ProposalCard = { ...card, files: [...card.files, second] };
  const show = (proposal: ProposalCard) =>
    panel.snapshot({ turns: [turn({ command: "fix", status: "done", proposal })] });

  it("is accepted as a whole and file by file", async () => {
    await show(several);
    await text(".proposal-head").toBe("Proposal: 2 files, 2 changes");
    await text("[data-action=accept]").toContain("Accept All");
    await panel.find('.proposal-file:nth-child(2) [data-action="acceptFile"]').click();
    await panel.find('.proposal-file:nth-child(1) [data-action="discardFile"]').click();
    await panel.find('.proposal-file:nth-child(2) [data-action="reviewFile"]').click();
    await expectPosted([
      { type: "proposalFile", id: "p1", file: 1, action: "accept" },
      { type: "proposalFile", id: "p1", file: 0, action: "discard" },
      { type: "proposalFile", id: "p1", file: 1, action: "review" },
    ]);
    await panel.act({
      type: "proposalChanged",
      proposal: { ...several, files: [...card.files, { ...second, accepted: 1, state: "accepted" }] },
    });
    await count("[data-action=acceptFile]").toBe(1);
    await text(".proposal-part").toBe("1 of 2 changes accepted.");
  });

  it("says which file has changed, and what can be done", async () => {
    await show({ ...several, files: [{ ...(first ?? second), state: "stale" }, second], state: "stale" });
    await text(".buttons .proposal-state").toContain("Changed since: cart.ts");
    for (const action of ["showChanges", "matchAgain", "discard"]) await panel.find(`[data-action=${action}]`).click();
    await expectPosted(
      ["showChanges", "matchAgain", "discard"].map((action) => ({ type: "proposal", id: "p1", action })),
    );
    await panel.find("[data-action=retry]").click();
    await eventually(() => panel.posted.at(-1)).toEqual({ type: "retry", turnId: "t1" });
  });
});

describe("the view", () => {
  it("is as it was after it was hidden: draft, folds and place", async () => {
    const turns = Array.from({ length: 30 }, (_, index) =>
      turn({ id: `t${index}`, status: "done", answer: "Yes.\n\nNo.", thought: { text: "Hm", closed: true, ms: 1 } }),
    );
    await panel.snapshot({ turns });
    const scrollTop = () => panel.find(".conversation").evaluate((element) => element.scrollTop);
    await eventually(scrollTop).toBeGreaterThan(500);
    await panel.find("#composer").fill("half a question");
    for (const id of ["t0", "t2"]) {
      await panel.find(`[data-turn-id=${id}] summary`).click();
      await attribute(`[data-turn-id=${id}] .thought`, "open").toBe("");
    }
    await panel.find(".conversation").evaluate((element) => (element.scrollTop = 300));
    const kept = () => panel.page.evaluate(() => sessionStorage.getItem("ui") ?? "");
    await eventually(kept).toMatch(/"scroll":\{"atEnd":false,/);
    const turnId = /"turnId":"(t\d+)"/.exec(await kept())?.[1] ?? "";
    const turnTop = async () => Math.round((await panel.find(`[data-turn-id=${turnId}]`).boundingBox())?.y ?? NaN);
    const before = await turnTop();
    await panel.page.reload();
    await panel.snapshot({ turns });
    expect(await panel.find("#composer").inputValue()).toBe("half a question");
    await attribute("[data-turn-id=t0] .thought", "open").toBe("");
    await attribute("[data-turn-id=t1] .thought", "open").toBeNull();
    await attribute("[data-turn-id=t2] .thought", "open").toBe("");
    await eventually(async () => Math.abs((await turnTop()) - before)).toBeLessThanOrEqual(1);
  });

  it("stays at the end while text comes, unless the user scrolled up, and goes there for a new question", async () => {
    const distance = () =>
      panel.find(".conversation").evaluate((e) => Math.round(e.scrollHeight - e.clientHeight - e.scrollTop));
    await panel.snapshot({ turns: [turn({ status: "answering", answer: "line\n\n".repeat(60) })] });
    await eventually(distance).toBeLessThan(5);
    await panel.events({ type: "answer", text: "more\n\n".repeat(20) });
    await count(".answer p").toBe(80);
    await eventually(distance).toBeLessThan(5);
    await panel.find(".conversation").hover();
    await panel.page.mouse.wheel(0, -400);
    await eventually(distance).toBeGreaterThan(300);
    await panel.events({ type: "answer", text: "more\n\n".repeat(20) });
    await count(".answer p").toBe(100);
    await panel.drawn();
    expect(await distance()).toBeGreaterThan(300);
    await panel.act({ type: "turnAdded", turn: turn({ id: "t2" }) });
    await eventually(distance).toBeLessThan(5);
  });

  it("stays at the end when the question field grows, and when the panel gets narrower", async () => {
    const distance = () =>
      panel.find(".conversation").evaluate((e) => Math.round(e.scrollHeight - e.clientHeight - e.scrollTop));
    await panel.snapshot({ turns: [turn({ status: "done", answer: "A line of some words.\n\n".repeat(60) })] });
    await eventually(distance).toBe(0);
    const height = () => panel.find(".conversation").evaluate((e) => e.clientHeight);
    const before = await height();
    await panel.find("#composer").fill("One\ntwo\nthree\nfour\nfive");
    await eventually(height).toBeLessThan(before - 40);
    await eventually(distance).toBe(0);
    await panel.page.setViewportSize({ width: 150, height: 800 });
    await eventually(() => panel.find(".conversation").evaluate((e) => e.clientWidth)).toBeLessThan(150);
    await eventually(distance).toBe(0);
  });

  it("draws only what changed", async () => {
    const answer = "# one\n\ntwo\n\n";
    const turns = [turn({ id: "t0", status: "done", answer: "Earlier." }), turn({ status: "answering", answer })];
    await panel.snapshot({ turns });
    await count(".answer h1").toBe(1);
    await count(".spacer").toBe(0);
    await panel.page.evaluate(() => {
      const changed = new Set<string>();
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          changed.add(element?.closest(".answer")?.parentElement?.dataset["turnId"] ?? "elsewhere");
        }
      }).observe(document.querySelector(".conversation") ?? document, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      Object.assign(window, { changed, heading: document.querySelector("[data-turn-id=t1] h1") });
    });
    await panel.events({ type: "answer", text: "three\n\nfour" });
    await count("[data-turn-id=t1] p").toBe(3);
    const seen = await panel.page.evaluate(() => {
      const { changed, heading } = window as unknown as { changed: Set<string>; heading: Element };
      return { changed: [...changed], isSameHeading: heading === document.querySelector("[data-turn-id=t1] h1") };
    });
    expect(seen).toEqual({ changed: ["t1"], isSameHeading: true });
    // The rest of a text that was too long for the snapshot.
    await panel.act({ type: "textAdded", turnId: "t0", part: "answer", text: " And more." });
    await text("[data-turn-id=t0] .answer p").toBe("Earlier. And more.");
  });

  it("takes a very long thought and answer: what is out of sight is not in the page, and nothing is lost", async () => {
    await panel.snapshot({ turns: [turn()] });
    const line = "const total = items.reduce((sum, item) => sum + item.price, 0); // add up\n";
    for (let part = 0; part < 13; part++) await panel.events({ type: "thinking", text: line.repeat(1_000) });
    await panel.events({ type: "thinkingDone", ms: 1_000, tokens: 2 }, { type: "answer", text: "```ts\n" });
    for (let part = 0; part < 13; part++) await panel.events({ type: "answer", text: line.repeat(1_000) });
    await panel.events({ type: "answer", text: "```\n\nThe end." });
    await panel.act({ type: "turnEnded", turnId: "t1", status: "done" });
    await attribute(".turn", "data-status").toBe("done");
    await text(".answer > :last-child > :last-child > :last-child").toBe("The end.");
    const shownLength = () => panel.find(".conversation").evaluate((element) => element.textContent.length);
    await eventually(shownLength).toBeLessThan(100_000);
    await panel.find(".conversation").evaluate((element) => (element.scrollTop = 0));
    await panel.find("[data-code=copy]").click();
    await panel.find("[data-action=copyThought]").click();
    await expectPosted([
      { type: "copy", text: line.repeat(13_000) },
      { type: "copy", text: line.repeat(13_000) },
    ]);
    // What comes into sight is drawn.
    await panel.find(".conversation").evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await eventually(() =>
      panel.page.evaluate(() => document.elementFromPoint(100, 300)?.closest(".page")?.textContent.length ?? 0),
    ).toBeGreaterThan(1_000);
    expect(await shownLength()).toBeLessThan(100_000);
  });

  it("is walked through by Tab in reading order", async () => {
    await panel.snapshot({
      context: [{ id: "c1", label: "cart.ts", title: "cart.ts" }],
      turns: [
        turn({
          status: "done",
          thought: { text: "Hm", closed: true, ms: 1 },
          answer: "[docs](https://example.org)\n\n```ts\na\n```",
          proposal: card,
        }),
      ],
    });
    await panel.find("#composer").fill("next");
    // Tab goes on from where the last click was.
    await panel.find(".question").click();
    const seen: string[] = [];
    for (let step = 0; step < 25; step++) {
      await panel.page.keyboard.press("Tab");
      const at = await panel.page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute("aria-label") ?? element?.textContent.trim().replaceAll(/\s+/g, " ") ?? "";
      });
      seen.push(at);
      if (at === "Send") break;
    }
    expect(seen.filter((label) => label !== "Conversation")).toEqual([
      "Thought for 1 ms",
      "Find in the thought",
      "Copy the thought",
      "docs",
      "Apply: shows a diff first",
      "Insert at the cursor",
      "Open in a new file",
      "Copy the code",
      "a",
      "src/cart.ts",
      "Accept",
      "Review Diff",
      "Discard",
      "Regenerate",
      "Edit Question",
      "Branch",
      "Export",
      "Add context: a file, a selection, problems …",
      "The active editor goes along by itself",
      "Show cart.ts",
      "Leave cart.ts out",
      "Ask Ponder",
      "Choose another model",
      "Thinking effort",
      "Send",
    ]);
  });
});
