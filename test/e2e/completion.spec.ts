import { describe, expect, test } from "vitest";
import { exampleText } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

const file = "stock.ts";

describe("Inline completion", () => {
  const bench = useWorkbench();

  test("grey text comes while typing, and Tab takes it", async () => {
    const { workbench, shoot } = bench;
    await workbench.openFile(file, 6);
    await workbench.page.keyboard.press("End");
    await workbench.page.keyboard.press("Enter");
    expect(await workbench.ghostText()).toBe("return count;");
    await shoot("completion");
    await workbench.page.keyboard.press("Tab");
    await workbench.page.locator(".ghost-text-decoration").waitFor({ state: "detached" });
    const lines = exampleText(file).split("\n");
    lines.splice(6, 0, "  return count;");
    expect(await workbench.savedText(file)).toBe(lines.join("\n"));
  });
});
