import { describe, expect, it } from "vitest";
import { turn } from "./panelPage.js";
import { usePanel } from "./usePanel.js";

const bench = usePanel({ width: 260 });
const answer = "The loop runs too far.\n\n`src/cart.ts`:\n\n```ts title=x\nconst a = '<b>';\n```\n";

describe("the buttons of a code block", () => {
  it("tell the host what to do with it, and what names its file", async () => {
    const { panel, expectPosted } = bench;
    await panel.snapshot({ turns: [turn({ status: "done", answer })] });
    for (const action of ["apply", "insert", "newFile"]) await panel.find(`[data-code=${action}]`).click();
    const block = { code: "const a = '<b>';\n", info: "ts title=x", above: "src/cart.ts:" };
    await expectPosted(
      ["apply", "insert", "newFile"].map((action) => ({ type: "useCode", turnId: "t1", action, ...block })),
    );
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it("are reached and used by the keyboard", async () => {
    const { panel, expectPosted, eventually } = bench;
    await panel.snapshot({ turns: [turn({ status: "done", answer })] });
    const labels: (string | null)[] = [];
    await panel.find("[data-code=apply]").focus();
    for (let step = 0; step < 4; step++) {
      labels.push(await panel.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null));
      if (step < 3) await panel.page.keyboard.press("Tab");
    }
    expect(labels).toEqual([
      "Apply: shows a diff first",
      "Insert at the cursor",
      "Open in a new file",
      "Copy the code",
    ]);
    await panel.page.keyboard.press("Enter");
    await expectPosted([{ type: "copy", text: "const a = '<b>';\n" }]);
    await eventually(() => panel.find("[data-code=copy] .codicon-check").count()).toBe(1);
  });

  it("are not there in a thought, nor for the block that still grows", async () => {
    const { panel, eventually } = bench;
    const thought = { text: "```ts\nconst a = 1;\n```", closed: true };
    await panel.snapshot({
      turns: [turn({ status: "answering", thought, answer: "```ts\nconst a" })],
      display: "open",
    });
    await eventually(() => panel.find(".thought-text").innerText()).toContain("const a = 1;");
    expect(await panel.find(".thought [data-code]").count()).toBe(0);
    expect(await panel.find(".answer [data-code=apply]").isVisible()).toBe(false);
    await panel.act({ type: "turnEnded", turnId: "t1", status: "done" });
    await eventually(() => panel.find(".answer [data-code=apply]").isVisible()).toBe(true);
  });
});

describe("what a model wrote", () => {
  it("is copied and opened only through the host", async () => {
    const { panel, eventually, expectPosted } = bench;
    const linked = "See [docs](https://example.org/a?b=c).\n\n```ts\nconst a = '<b>';\n```\n";
    await panel.snapshot({ turns: [turn({ status: "done", answer: linked })] });
    await panel.find(".answer .link").click();
    await panel.find(".answer .link").press("Enter");
    await panel.find("[data-code=copy]").click();
    const copied = () => panel.find("[data-code=copy] .codicon-check").count();
    await eventually(copied).toBe(1);
    await expectPosted([
      { type: "openLink", href: "https://example.org/a?b=c" },
      { type: "openLink", href: "https://example.org/a?b=c" },
      { type: "copy", text: "const a = '<b>';\n" },
    ]);
    await eventually(copied).toBe(0);
  });
});
