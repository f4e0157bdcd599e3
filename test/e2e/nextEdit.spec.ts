import { beforeAll, describe, expect, test } from "vitest";
import { exampleText } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

const file = "stock.ts";

describe("Next edit", () => {
  const bench = useWorkbench();
  const press = (key: string) => bench.workbench.page.keyboard.press(key);
  const statusBar = (text: string) => bench.workbench.page.locator(".statusbar-item", { hasText: text }).first();
  const position = (line: number) => statusBar(`Ln ${String(line)}, Col`).waitFor();
  const offered = (line: number) => statusBar(`Tab: next edit, line ${String(line)}`).waitFor();
  /** The marks in the text; the status bar's message goes by itself. */
  const marks = () => bench.workbench.page.locator(".monaco-editor .view-lines [class*='ced-']:not(:empty)");
  const unmarked = () => expect.poll(() => marks().count()).toBe(0);

  /** The server sees what an edit changes only while it runs; the first completion starts it. */
  beforeAll(async () => {
    await bench.workbench.openFile(file, 6, 99);
    await press("Enter");
    await bench.workbench.ghostText();
  });

  /** The file as it is on disk, with a local name of it changed by hand where it is declared. */
  async function rename(line: number, column: number, name: string): Promise<void> {
    const { workbench } = bench;
    await workbench.openFile(file);
    await workbench.palette("File: Revert File");
    await workbench.openFile(file, line, column);
    await press("ControlOrMeta+Shift+ArrowRight");
    await workbench.page.keyboard.type(name, { delay: 30 });
  }

  test("Tab goes to the place that a new name made stale, Tab again takes it, and the next one is there", async () => {
    const { workbench } = bench;
    // `shelves`, a parameter with two uses in line 4 and 5.
    await rename(2, 28, "racks");
    await offered(4);
    await marks().first().waitFor();
    await bench.shoot("next-edit");
    await press("Tab");
    await position(4);
    await bench.shoot("next-edit-there");
    await press("Tab");
    await offered(5);
    await press("Tab");
    await position(5);
    await press("Tab");
    await unmarked();
    expect(await workbench.savedText(file)).toBe(
      exampleText(file).replaceAll("shelves", (word, at: number) => (at < 60 ? word : "racks")),
    );
    for (let undo = 0; undo < 2; undo++) await press("ControlOrMeta+Z");
    expect(await workbench.savedText(file)).toContain("shelves[i]");
  });

  test("Escape declines it, for all places, until something else is changed", async () => {
    const { workbench } = bench;
    await rename(3, 7, "total");
    await offered(5);
    await press("Escape");
    await unmarked();
    await press("Tab");
    expect(await workbench.savedText(file)).toContain("count += shelves[i]");
  });

  test("looks right in every theme", async () => {
    const { workbench } = bench;
    for (const theme of ["dark", "hc", "light"] as const) {
      await workbench.theme(theme);
      await rename(2, 28, "racks");
      await offered(4);
      await marks().first().waitFor();
      await bench.shoot(`next-edit-${theme}`);
    }
  });
});
