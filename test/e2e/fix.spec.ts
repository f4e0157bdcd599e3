import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { exampleText, expectedText, plantedMistake } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

describe("Fix", () => {
  const bench = useWorkbench();
  const onDisk = (file: string) => readFileSync(path.join(bench.workbench.workspace, file), "utf8");

  test("shows a diff and writes nothing; Accept writes it, one Undo takes it back", async () => {
    const { workbench, shootThemes } = bench;
    const mistake = plantedMistake("sumPrices");
    await workbench.openFile(mistake.file, mistake.line + 1);
    await workbench.palette("Ponder: Fix");
    const card = workbench.turn().locator('.proposal[data-state="open"]');
    await card.waitFor({ timeout: 60_000 });
    await workbench.diffEditor().waitFor();
    expect(await card.locator(".proposal-path").innerText()).toBe(mistake.file);
    await shootThemes("fix");
    expect(onDisk(mistake.file)).toBe(exampleText(mistake.file));

    await card.locator('[data-action="accept"]').click();
    await workbench.turn().locator('.proposal[data-state="accepted"]').waitFor();
    await workbench.diffEditor().waitFor({ state: "detached" });
    expect(await workbench.savedText(mistake.file)).toBe(expectedText(mistake));

    await workbench.openFile(mistake.file);
    await workbench.page.keyboard.press("ControlOrMeta+Z");
    await workbench.page.locator(".tab.active.dirty").waitFor();
    expect(await workbench.savedText(mistake.file)).toBe(exampleText(mistake.file));
  });

  test("Discard leaves the file as it was", async () => {
    const { workbench } = bench;
    const mistake = plantedMistake("reverse");
    await workbench.openFile(mistake.file, mistake.line);
    await workbench.palette("Ponder: Fix");
    await workbench.turn().locator('.proposal[data-state="open"]').waitFor({ timeout: 60_000 });
    await workbench.diffEditor().waitFor();
    await workbench.turn().locator('[data-action="discard"]').click();
    await workbench.turn().locator('.proposal[data-state="discarded"]').waitFor();
    await workbench.diffEditor().waitFor({ state: "detached" });
    await workbench.openFile(mistake.file);
    expect(await workbench.savedText(mistake.file)).toBe(exampleText(mistake.file));
  });

  test("the light bulb of a problem offers it, and the diff editor has the button to accept", async () => {
    const { workbench, shoot } = bench;
    const mistake = plantedMistake("countAbove");
    // Line 7 is where TypeScript underlines the assignment to a constant.
    await workbench.openFile(mistake.file, 7, 8);
    await workbench.page.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
    const entry = await workbench.quickFix("Ponder");
    await shoot("light-bulb");
    await entry.click();
    const turn = workbench.turn();
    await turn.locator('.proposal[data-state="open"]').waitFor({ timeout: 60_000 });
    expect(await turn.locator(".question").innerText()).toContain("Cannot assign to 'count'");
    await workbench.diffEditor().waitFor();
    await workbench.page.locator('.editor-actions [aria-label^="Accept Proposal"]').click();
    await turn.locator('.proposal[data-state="accepted"]').waitFor();
    await workbench.diffEditor().waitFor({ state: "detached" });
    expect(await workbench.savedText(mistake.file)).toBe(expectedText(mistake));
  });

  test("Fix, Verified shows the best of four with its card; the next one is a key away, and nothing is written", async () => {
    const { workbench, shootThemes } = bench;
    const mistake = plantedMistake("sumPrices");
    await workbench.openFile(mistake.file, mistake.line + 1);
    const before = onDisk(mistake.file);
    await workbench.palette("Ponder: Fix, Verified");
    const turn = workbench.turn();
    await turn.locator('.proposal[data-state="open"] .candidate').waitFor({ timeout: 120_000 });
    await workbench.diffEditor().waitFor();
    await turn.locator('.reward[data-reward="parse"][data-verdict="passed"]').waitFor();
    // TypeScript is the one that the editor brings along.
    expect(await turn.locator('.reward[data-reward="diagnostics"]').getAttribute("data-verdict")).not.toBe("unknown");
    // Nobody had reported a problem that could be gone.
    expect(await turn.locator(".rewards").innerText()).not.toContain("problem gone");
    expect(await turn.locator(".candidate-note").last().innerText()).toMatch(
      /[1-4] of 4 parse, [0-4] of 4 pass diagnostics/,
    );
    await shootThemes("fix-verified");

    const place = turn.locator(".candidate-place");
    if ((await place.count()) > 0) {
      expect(await place.innerText()).toMatch(/^Candidate 1 of [234]$/);
      await turn.locator('[data-action="nextCandidate"]').press("Enter");
      await turn.locator(".candidate-place", { hasText: "Candidate 2 of" }).waitFor();
    }
    expect(onDisk(mistake.file)).toBe(before);
  });
});
