import { describe, expect, test } from "vitest";
import { useWorkbench } from "../support/useWorkbench.js";

describe("Explain", () => {
  const bench = useWorkbench();

  test("explains the selected function", async () => {
    const { workbench, shoot } = bench;
    // `averagePrice` of examples/cart.ts.
    await workbench.select("cart.ts", 11, 20);
    await workbench.palette("Ponder: Explain");
    const turn = workbench.panel().locator('.turn[data-command="explain"][data-status="done"]');
    await turn.waitFor({ timeout: 60_000 });
    expect(await turn.locator(".question").innerText()).toContain("cart.ts");
    // Markdown, drawn as a list.
    const points = await turn.locator(".answer li").allInnerTexts();
    expect(points.join("\n")).toMatch(/average of prices/);
    expect(points.join("\n")).toMatch(/0 for an empty list/);
    await turn.locator(".thought > summary").click();
    await turn.locator(".thought .step").first().waitFor();
    expect(await turn.locator(".thought-text").innerText()).toContain("`averagePrice`");
    await shoot("explain");
  });
});
