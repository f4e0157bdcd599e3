import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/engineProgram.js";
import { writeTinyModel } from "../support/gguf/tinyModel.js";
import { useWorkbench } from "../support/useWorkbench.js";

const file = "text.js";
/** What the model says in every hole. Each of its tokens comes once, since it goes by the last one alone. */
const lines = ["alpha();", "beta[index];"] as const;
let folder: string | undefined;

/** A model for completions that says two lines: the demo model never does. */
async function twoLineModel(): Promise<string> {
  folder = await temporaryFolder();
  const model = path.join(folder, "two-lines.gguf");
  const said = lines.join("\n  ");
  await writeTinyModel({
    file: model,
    corpus: `${said}\n`.repeat(40),
    script: [`<|fim_middle|>${said}<｜end▁of▁sentence｜>`],
  });
  return model;
}

describe("A suggestion of several lines", () => {
  const bench = useWorkbench(async () => ({ "ponder.completion.model": await twoLineModel() }));
  afterAll(() => folder && rm(folder, { recursive: true }));
  const press = (key: string) => bench.workbench.page.keyboard.press(key);
  const ghost = () => bench.workbench.page.locator(".monaco-editor .ghost-text-decoration, .monaco-editor .ghost-text");
  const view = () => bench.workbench.page.locator(".editor-group-container.active .monaco-editor .view-lines").first();

  /** All that is grey now, without blanks. The lines below the caret's come first. */
  const shown = async () => (await ghost().allInnerTexts()).join("").replaceAll(/\s/g, "");

  test("is taken line by line by the editor's command", async () => {
    const { workbench } = bench;
    await workbench.bindKey("alt+l", "editor.action.inlineSuggest.acceptNextLine");
    await workbench.openFile(file, 1, 1);
    await workbench.palette("Select All");
    await workbench.page.keyboard.type("function run(index) {\n");
    await workbench.ghostText();
    await expect.poll(shown).toBe("beta[index];alpha();");
    await bench.shoot("completion-lines");
    await press("Alt+L");
    await expect.poll(shown).toBe("beta[index];");
    expect((await view().innerText()).replaceAll("\u00a0", " ")).toContain("alpha();");
    await bench.shoot("completion-lines-first");
    await press("Alt+L");
    await ghost().first().waitFor({ state: "detached" });
    expect(await workbench.savedText(file)).toContain(`function run(index) {\n  ${lines.join("\n  ")}`);
  });
});
