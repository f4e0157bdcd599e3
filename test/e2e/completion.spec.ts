import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { exampleText } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

const file = "stock.ts";
/** The new line, 1-based, and what the demo model suggests there. */
const line = 7;
const suggestion = "return count;";

describe("Inline completion", () => {
  const bench = useWorkbench();
  const press = (key: string) => bench.workbench.page.keyboard.press(key);
  const ghost = () => bench.workbench.page.locator(".monaco-editor .ghost-text-decoration, .monaco-editor .ghost-text");
  const dirty = () => bench.workbench.page.locator(".tab.active.dirty");
  const ghostGone = () => ghost().first().waitFor({ state: "detached" });

  /** The grey text that is there now. */
  const shown = async () => (await ghost().allInnerTexts()).join("").replaceAll("\u00a0", " ");

  /** Waits until the status item tells this to screen readers. */
  const status = (text: string) =>
    bench.workbench.page.locator(`.statusbar-item[id^="ponder"] [aria-label*="${text}"]`).first().waitFor();

  /** The file as it is on disk, with a new line that the model has a suggestion for. */
  async function newLine(): Promise<void> {
    const { workbench } = bench;
    // What a test that failed has left.
    if ((await dirty().count()) > 0) {
      await workbench.openFile(file);
      await workbench.palette("File: Revert File");
    }
    await workbench.openFile(file, line - 1, 99);
    await press("Enter");
  }

  /** {@link newLine} with its suggestion shown. */
  async function offer(): Promise<void> {
    await newLine();
    expect(await bench.workbench.ghostText()).toBe(suggestion);
  }

  /** The palette would take most of the time of these tests. The editor has the focus. */
  async function save(): Promise<string> {
    await press("ControlOrMeta+S");
    await dirty().waitFor({ state: "detached" });
    return readFileSync(path.join(bench.workbench.workspace, file), "utf8");
  }

  /** Saves, looks whether nothing but the new line was written, and puts the file back. @returns the new line */
  async function written(): Promise<string | undefined> {
    const lines = (await save()).split("\n");
    const [text] = lines.splice(line - 1, 1);
    expect(lines.join("\n")).toBe(exampleText(file));
    await bench.workbench.openFile(file, line);
    await press("ControlOrMeta+Shift+K");
    expect(await save()).toBe(exampleText(file));
    return text;
  }

  test("grey text comes while typing, and Tab takes it", async () => {
    await offer();
    await bench.shoot("completion");
    await press("Tab");
    await ghostGone();
    expect(await written()).toBe(`  ${suggestion}`);
  });

  test("the next word is taken with Ctrl+Right, and the rest stays", async () => {
    await offer();
    await press("ControlOrMeta+ArrowRight");
    await expect.poll(shown).toMatch(/^\s?count;$/);
    await press("Escape");
    await ghostGone();
    expect((await written())?.trim()).toBe("return");
  });

  test("the next line is taken by the editor's command", async () => {
    await bench.workbench.bindKey("alt+l", "editor.action.inlineSuggest.acceptNextLine");
    await offer();
    await press("Alt+L");
    await ghostGone();
    expect(await written()).toBe(`  ${suggestion}`);
  });

  test("what is typed as suggested keeps the suggestion, without the model", async () => {
    await offer();
    await bench.workbench.page.keyboard.type("retu");
    await expect.poll(shown).toBe("rn count;");
    await status("(typed)");
    await press("Tab");
    await ghostGone();
    expect(await written()).toBe(`  ${suggestion}`);
  });

  test("Escape dismisses it", async () => {
    await offer();
    await press("Escape");
    await ghostGone();
    expect((await written())?.trim()).toBe("");
  });

  test("alternatives are cycled through after asking for one", async () => {
    await offer();
    await bench.workbench.palette("Trigger Inline Suggestion");
    const first = await bench.workbench.ghostText();
    await press("Alt+]");
    await expect.poll(async () => ["", first].includes(await shown())).toBe(false);
    await press("Alt+[");
    await expect.poll(shown).toBe(first);
    await press("Escape");
    await written();
  });

  test("switched off in the menu of the status item, none come, and it says so", async () => {
    const { workbench } = bench;
    await workbench.openFile(file);
    await workbench.page.locator('.statusbar-item[id^="ponder"]').click();
    const row = workbench.page
      .locator(".quick-input-list .monaco-list-row", { hasText: "Turn completions off" })
      .first();
    await row.waitFor();
    await bench.shoot("completion-menu");
    await row.click();
    await status("completions off");
    await newLine();
    await status("(disabled)");
    expect(await ghost().count()).toBe(0);
    await workbench.palette("Ponder: Turn Completions On or Off");
    await written();
    await offer();
    await press("Escape");
    await written();
  });

  test("snoozed from the menu, none come until the snooze is ended", async () => {
    const { workbench } = bench;
    await workbench.palette("Ponder: Menu…");
    await workbench.page.keyboard.type("15 minutes");
    await press("Enter");
    await status("snoozed until");
    await newLine();
    await status("(snoozed)");
    expect(await ghost().count()).toBe(0);
    await bench.shoot("completion-snoozed");
    await workbench.palette("Ponder: End Snooze");
    await written();
    await offer();
    await press("Escape");
    await written();
  });

  test("looks right in every theme", async () => {
    const { workbench } = bench;
    for (const theme of ["dark", "hc", "light"] as const) {
      await workbench.theme(theme);
      await offer();
      await workbench.page.locator('.statusbar-item[id^="ponder"]').hover();
      await workbench.page.locator(".workbench-hover").getByText("Last suggestion").first().waitFor();
      await bench.shoot(`completion-${theme}`);
      await press("Escape");
      await press("Escape");
      await written();
    }
  });
});
