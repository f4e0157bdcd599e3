import { describe, expect, it } from "vitest";
import { turn } from "./panelPage.js";
import { usePanel } from "./usePanel.js";

const bench = usePanel({ width: 320 });
const slash = ["explain", "fix", "clear"] as const;
const rows = () => bench.panel.find(".completion-menu [role=option] .menu-label").allInnerTexts();
const selected = () => bench.panel.find(".completion-menu [aria-selected=true] .menu-label").innerText();
const field = () => bench.panel.find("#composer");
const type = (text: string) => bench.panel.page.keyboard.type(text);
const press = (key: string) => bench.panel.page.keyboard.press(key);

describe("the completion menu of the question field", () => {
  it("offers commands, is used by the keyboard alone, and then Enter sends", async () => {
    const { panel, eventually, expectPosted } = bench;
    await panel.snapshot({ slash });
    await field().focus();
    await type("/");
    await eventually(rows).toEqual(["/explain", "/fix", "/clear"]);
    await press("ArrowDown");
    await eventually(selected).toBe("/fix");
    await press("Enter");
    await eventually(() => field().inputValue()).toBe("/fix ");
    await eventually(() => panel.find(".completion-menu").count()).toBe(0);
    await type("the loop");
    await press("Enter");
    await expectPosted([{ type: "ask", text: "/fix the loop" }]);
    await eventually(() => field().inputValue()).toBe("");
  });

  it("is told to screen readers: a list, and which row is active", async () => {
    const { panel, eventually } = bench;
    await panel.snapshot({ slash });
    await field().focus();
    expect(await field().getAttribute("aria-controls")).toBeNull();
    await type("/");
    await eventually(() => field().getAttribute("aria-controls")).toBe("composer-menu");
    expect(await field().getAttribute("aria-autocomplete")).toBe("list");
    const active = async () => {
      const id = await field().getAttribute("aria-activedescendant");
      return panel.find(`#${id ?? ""}`).getAttribute("aria-selected");
    };
    expect(await active()).toBe("true");
    expect(await panel.find("#composer-menu").getAttribute("role")).toBe("listbox");
    await press("ArrowUp");
    await eventually(selected).toBe("/clear");
    expect(await active()).toBe("true");
  });

  it("completes a file by its name, and what was written is told to the host", async () => {
    const { panel, eventually, expectPosted } = bench;
    await panel.snapshot({ slash });
    await field().focus();
    await type("Why #ca");
    await expectPosted([{ type: "suggest", request: 1, target: "file", query: "c" }]);
    await panel.send({ type: "suggestions", request: 1, items: [] });
    await expectPosted([
      { type: "suggest", request: 1, target: "file", query: "c" },
      { type: "suggest", request: 2, target: "file", query: "ca" },
    ]);
    const items = [{ mention: '#file:"my cart.ts"', label: "my cart.ts", detail: "src" }];
    await panel.send({ type: "suggestions", request: 2, items });
    await eventually(rows).toEqual(["my cart.ts"]);
    await panel.find(".completion-menu [role=option]").click();
    await eventually(() => field().inputValue()).toBe('Why #file:"my cart.ts" ');
    await eventually(() => panel.drafts.at(-1)).toBe('Why #file:"my cart.ts" ');
    expect(await panel.page.evaluate(() => document.activeElement?.id)).toBe("composer");
  });

  it("closes by Escape, which then stops nothing, and comes back for another word", async () => {
    const { panel, eventually } = bench;
    await panel.snapshot({ slash, turns: [turn({ status: "answering", answer: "Be" })] });
    await field().focus();
    await type("#s");
    await eventually(rows).toEqual(["#selection", "#symbol:"]);
    await press("Escape");
    await eventually(() => panel.find(".completion-menu").count()).toBe(0);
    await type("e ");
    expect(await panel.find(".completion-menu").count()).toBe(0);
    await type("#pro");
    await eventually(rows).toEqual(["#problems"]);
    await press("Tab");
    await eventually(() => field().inputValue()).toBe("#se #problems ");
    await press("Escape");
    await eventually(() => panel.posted.at(-1)).toEqual({ type: "stop" });
  });

  it("stays inside a narrow panel", async () => {
    const { panel, eventually } = bench;
    await panel.snapshot({ slash });
    await field().focus();
    await type("#");
    await eventually(() => rows().then(({ length }) => length)).toBe(7);
    const box = await panel.find(".completion-menu").boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    expect(box?.y).toBeGreaterThanOrEqual(0);
  });
});

describe("what goes along", () => {
  const context = [
    { id: "cart.ts", label: "cart.ts", title: "src/cart.ts", automatic: true },
    { id: "outline:src", label: "src/", title: "Names in src", kind: "outline", note: "3 ignored files are left out" },
    { id: "selection", label: "Selection", title: "Selection", note: "Nothing is selected", isMissing: true },
  ] as const;
  const measure = {
    tokens: { "cart.ts": 812, "outline:src": 1_234 },
    promptTokens: 2_060,
    promptLimit: 4_096,
    contextSize: 8_192,
    leftOutTurns: 0,
    leftOutFiles: 0,
  };

  it("is shown with its tokens, once they were counted, and with what is to be known", async () => {
    const { panel, eventually } = bench;
    await panel.snapshot({ context });
    const chips = () => panel.find(".context-chip").allInnerTexts();
    const plain = async () => (await chips()).map((text) => text.replaceAll(/\s+/g, " ").trim());
    await eventually(plain).toEqual(["cart.ts", "src/", "Selection"]);
    await panel.act({ type: "measured", measure });
    await eventually(plain).toEqual(["cart.ts 812", "src/ 1.2k", "Selection"]);
    expect(await panel.find(".context-chip").nth(1).getAttribute("title")).toBe(
      "Names in src\n1,234 tokens\n3 ignored files are left out",
    );
    expect(await panel.find(".context-chip.missing").count()).toBe(1);
    await eventually(() => panel.find(".context-meter").innerText()).toBe("2.1k / 8.2k");
    await panel.act({ type: "measured", measure: { ...measure, promptTokens: 5_000 } });
    await eventually(() => panel.find(".context-meter.too-long").count()).toBe(1);
    await panel.act({ type: "measured" });
    await eventually(() => panel.find(".context-meter").count()).toBe(0);
  });

  it("is opened, taken off, added to, and switched off, by mouse and keyboard", async () => {
    const { panel, expectPosted, eventually } = bench;
    await panel.snapshot({ context: context.slice(0, 1) });
    await panel.find(".context-chip .chip-label").click();
    await panel.find('[aria-label="Leave cart.ts out"]').press("Enter");
    await panel.find("#add-context").press("Space");
    expect(await panel.find("#automatic-context").getAttribute("aria-pressed")).toBe("true");
    await panel.find("#automatic-context").click();
    await panel.act({ type: "contextChanged", context: [], automaticContext: false });
    await eventually(() => panel.find("#automatic-context").getAttribute("aria-pressed")).toBe("false");
    await panel.find("#automatic-context").click();
    await expectPosted([
      { type: "showContext", id: "cart.ts", turnId: "" },
      { type: "removeContext", id: "cart.ts" },
      { type: "addContext" },
      { type: "setAutomaticContext", on: false },
      { type: "setAutomaticContext", on: true },
    ]);
  });

  it("is seen with the turn it went along with, and opened from there", async () => {
    const { panel, expectPosted } = bench;
    const sent = [{ ...context[0], tokens: 812 }, context[1]];
    await panel.snapshot({ turns: [turn({ status: "done", answer: "Because.", context: sent })] });
    const text = await panel.find(".sent-context").innerText();
    expect(text.replaceAll(/\s+/g, " ").trim()).toBe("cart.ts 812 src/");
    await panel.find(".sent-context .chip-label").first().click();
    await expectPosted([{ type: "showContext", id: "cart.ts", turnId: "t1" }]);
  });

  it("comes by drag and drop", async () => {
    const { panel, eventually, expectPosted } = bench;
    await panel.snapshot();
    const drag = (type: string, uris: string) =>
      panel.page.evaluate(
        ([name = "", list = ""]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.setData("text/uri-list", list);
          const main = document.querySelector("main");
          return main?.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true })) === false;
        },
        [type, uris],
      );
    expect(await drag("dragover", "file:///a.ts")).toBe(true);
    await eventually(() => panel.find("body.dropping").count()).toBe(1);
    expect(await drag("drop", "file:///a.ts\r\nfile:///b")).toBe(true);
    await eventually(() => panel.find("body.dropping").count()).toBe(0);
    await expectPosted([{ type: "dropContext", uris: ["file:///a.ts", "file:///b"] }]);
  });

  it("follows the draft that was kept while the panel was hidden", async () => {
    const { panel, eventually } = bench;
    await panel.snapshot();
    await field().fill("Why #problems");
    await eventually(() => panel.drafts).toEqual(["Why #problems"]);
    await panel.page.reload();
    await eventually(() => panel.drafts).toEqual(["Why #problems", "Why #problems"]);
  });
});

describe("the question field", () => {
  const { eventually, expectPosted } = bench;
  const text = (selector: string) => eventually(() => bench.panel.find(selector).innerText());
  const count = (selector: string) => eventually(() => bench.panel.find(selector).count());

  it("asks by Enter, breaks the line by Shift+Enter, and edits the last question", async () => {
    await bench.panel.snapshot({ turns: [turn({ status: "done", question: "Earlier?" })] });
    await bench.panel.send({ type: "focus" });
    await eventually(() => bench.panel.page.evaluate(() => document.activeElement?.id)).toBe("composer");
    expect(await bench.panel.find("#send").isDisabled()).toBe(true);
    await bench.panel.page.keyboard.press("Enter");
    await bench.panel.page.keyboard.type("one");
    await bench.panel.page.keyboard.press("Shift+Enter");
    await bench.panel.page.keyboard.type("two");
    await bench.panel.page.keyboard.press("Enter");
    await expectPosted([{ type: "ask", text: "one\ntwo" }]);
    await eventually(() => bench.panel.find("#composer").inputValue()).toBe("");
    await bench.panel.page.keyboard.press("ArrowUp");
    await eventually(() => bench.panel.find(".question-editor textarea").inputValue()).toBe("Earlier?");
    await eventually(() => bench.panel.page.evaluate(() => document.activeElement?.ariaLabel)).toBe(
      "Edit the question",
    );
    await bench.panel.page.keyboard.press("End");
    await bench.panel.page.keyboard.type(" Or later?");
    await bench.panel.page.keyboard.press("Enter");
    await expectPosted([
      { type: "ask", text: "one\ntwo" },
      { type: "editTurn", turnId: "t1", text: "Earlier? Or later?" },
    ]);
    await count(".question-editor").toBe(0);
    await eventually(() => bench.panel.page.evaluate(() => document.activeElement?.id)).toBe("composer");
  });

  it("grows with the text, up to a limit", async () => {
    await bench.panel.snapshot();
    const height = async () => (await bench.panel.find("#composer").boundingBox())?.height ?? 0;
    const small = await height();
    await bench.panel.find("#composer").fill("a\nb\nc\nd");
    await eventually(height).toBeGreaterThan(small * 2);
    await bench.panel.find("#composer").fill("a\n".repeat(200));
    await eventually(height).toBeLessThanOrEqual(800 * 0.35);
    expect(await bench.panel.find(".conversation").isVisible()).toBe(true);
  });

  it("shows what goes along, and leaves it out", async () => {
    await bench.panel.snapshot();
    const chip = { id: "c1", label: "cart.ts 12–31", title: "src/cart.ts" };
    await bench.panel.act({ type: "contextChanged", context: [chip], automaticContext: true });
    await text(".context-chip").toBe("cart.ts 12–31");
    expect(await bench.panel.find(".context-chip").getAttribute("title")).toBe("src/cart.ts");
    await bench.panel.find(".context-chip .icon-button").click();
    await expectPosted([{ type: "removeContext", id: "c1" }]);
    await bench.panel.act({ type: "contextChanged", context: [], automaticContext: true });
    await count(".context-chip").toBe(0);
  });

  it("names the model, and leads to another one", async () => {
    await bench.panel.snapshot();
    await text(".model-name").toBe("Tiny demo model");
    await bench.panel.act({ type: "modelChanged", model: { state: "loading", isDemo: true, progress: 0.5 } });
    await text(".model-name").toBe("Loading the demo model 50 %");
    await bench.panel.find(".model-line button").click();
    await expectPosted([{ type: "run", command: "chooseModel" }]);
  });
});
