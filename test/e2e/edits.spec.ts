import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { exampleText } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

const patient = { timeout: 60_000 };
const block = (file: string, search: string, replace: string) =>
  `${file}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const bound = ["  for (let i = 0; i <= prices.length; i++) {", "  for (let i = 0; i < prices.length; i++) {"] as const;
const compare = ["    if (price > lowest) {", "    if (price < lowest) {"] as const;
const closing = ["    count += shelves[i];\n  }\n}", "    count += shelves[i];\n  }\n  return count;\n}"] as const;
const answer = [
  "Three files.",
  block("cart.ts", ...bound),
  block("cart.ts", ...compare),
  block("stock.ts", ...closing),
  block("notes.md", "", "# Notes"),
].join("\n");

describe("The proposal of an answer from the clipboard", () => {
  const bench = useWorkbench(() => Promise.resolve({ "ponder.edits.view": "inline" }));
  const page = () => bench.workbench.page;
  const onDisk = (file: string) => readFileSync(path.join(bench.workbench.workspace, file), "utf8");
  const isThere = (file: string) => existsSync(path.join(bench.workbench.workspace, file));
  const card = (state: string, turn?: number) => bench.workbench.turn(turn).locator(`.proposal[data-state="${state}"]`);
  const lens = (text: string) => page().locator(".codelens-decoration a", { hasText: new RegExp(`^${text}$`) });

  async function apply(text: string): Promise<void> {
    await page().evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await bench.workbench.palette("Ponder: Apply Answer from Clipboard…");
  }

  test("is shown between the lines of the file, and accepted change by change", async () => {
    const { workbench, shootThemes } = bench;
    await page().context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await workbench.openFile("cart.ts");
    await apply(answer);
    await card("open").waitFor(patient);
    expect(await card("open").locator(".proposal-path").allInnerTexts()).toEqual(["cart.ts", "stock.ts", "notes.md"]);
    await page().locator(".tab.active", { hasText: "cart.ts" }).waitFor();
    await lens("Accept").nth(1).waitFor(patient);
    await shootThemes("edits-inline");

    await lens("Accept").nth(1).click();
    await card("open").locator(".proposal-part", { hasText: "1 of 4" }).waitFor(patient);
    await lens("Accept").nth(1).waitFor({ state: "detached" });
    expect(await workbench.savedText("cart.ts")).toBe(exampleText("cart.ts").replace(...compare));
  });

  test("is accepted in all of its files at once; one Undo takes back what was done in a file", async () => {
    const { workbench } = bench;
    await card("open").locator('[data-action="accept"]').click();
    await card("accepted").waitFor(patient);
    // Not saved.
    expect(onDisk("stock.ts")).toBe(exampleText("stock.ts"));
    expect(isThere("notes.md")).toBe(true);
    await workbench.openFile("cart.ts");
    const both = exampleText("cart.ts")
      .replace(...compare)
      .replace(...bound);
    expect(await workbench.savedText("cart.ts")).toBe(both);
    await workbench.openFile("stock.ts");
    expect(await workbench.savedText("stock.ts")).toBe(exampleText("stock.ts").replace(...closing));
    await page().keyboard.press("ControlOrMeta+Z");
    await page().locator(".tab.active.dirty").waitFor();
    expect(await workbench.savedText("stock.ts")).toBe(exampleText("stock.ts"));
    await workbench.openFile("cart.ts");
    expect(await workbench.savedText("cart.ts")).toBe(both);
    await bench.shoot("edits-accepted");
  });

  test("is refused where the user has typed, and finds its place again when it is asked to", async () => {
    const { workbench, shoot } = bench;
    await workbench.openFile("text.js");
    await apply(block("text.js", "    result += text[i];", "    result = result + text[i];"));
    await card("open").waitFor(patient);
    await lens("Accept").first().waitFor(patient);
    await workbench.openFile("text.js", 6, 12);
    await page().keyboard.insertText("  ");
    await card("stale").waitFor(patient);
    const typed = exampleText("text.js").replace("    result +=", "    result   +=");
    expect(await card("stale").locator(".proposal-state").innerText()).toContain("Changed since: text.js");
    expect(await card("stale").locator('[data-action="accept"]').count()).toBe(0);
    await expect.poll(() => lens("Accept").count(), patient).toBe(0);
    expect(await workbench.savedText("text.js")).toBe(typed);
    await shoot("edits-stale");

    await card("stale").locator('[data-action="matchAgain"]').click();
    await card("open").locator('[data-action="accept"]').click(patient);
    await card("accepted").waitFor(patient);
    await workbench.openFile("text.js");
    expect(await workbench.savedText("text.js")).toBe(
      exampleText("text.js").replace("    result += text[i];", "    result = result + text[i];"),
    );
  });

  test("is taken back with its turn and those behind it, to the bytes from before", async () => {
    const { workbench } = bench;
    const restore = workbench.turn(0).locator('[data-action="restore"]');
    await restore.click(patient);
    // The user took back himself what was done in stock.ts: that is a change since.
    await page().locator(".monaco-dialog-box", { hasText: "stock.ts" }).waitFor(patient);
    await page().locator(".monaco-dialog-box .monaco-button", { hasText: "Restore Anyway" }).click();
    await card("restored", 0).waitFor(patient);
    await restore.waitFor({ state: "detached" });
    for (const file of ["cart.ts", "stock.ts"]) {
      await workbench.openFile(file);
      expect(await workbench.savedText(file)).toBe(exampleText(file));
    }
    await expect.poll(() => isThere("notes.md"), patient).toBe(false);
  });
});
