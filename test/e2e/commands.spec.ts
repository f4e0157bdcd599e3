import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { exampleText } from "../../scripts/demo/plantedMistakes.js";
import { useWorkbench } from "../support/useWorkbench.js";

/** Every command that works on code, through the real engine. The demo model is weak: what it answers does not matter here. */
describe("Commands", () => {
  const bench = useWorkbench(() =>
    Promise.resolve({ "git.enabled": true, "terminal.integrated.gpuAcceleration": "off" }),
  );
  const over = ":is([data-status='done'],[data-status='failed'])";
  /** The last turn, once it is over. */
  const overTurn = async (command: string) => {
    const turn = bench.workbench.panel().locator(`.turn[data-command="${command}"]${over}`).last();
    await turn.waitFor({ timeout: 120_000 });
    // Done or not, the model was asked and thought.
    expect(await turn.locator(".thought").count()).toBe(1);
    return turn;
  };

  /** Writes a command into the question field. */
  const write = async (command: string) => {
    const { workbench } = bench;
    await workbench.palette("Ponder: Ask…");
    await workbench.panel().locator("#composer").fill(command);
    await workbench.page.keyboard.press("Enter");
  };

  test.each([
    ["/doc", "document"],
    ["/refactor", "refactor"],
    ["Ponder: Optimise", "optimise"],
    ["/tests", "tests"],
    ["/review", "review"],
  ])("%s is a turn of the panel, and writes nothing", async (title, command) => {
    const { workbench } = bench;
    await workbench.select("cart.ts", 11, 20);
    await (title.startsWith("/") ? write(title) : workbench.palette(title));
    const turn = await overTurn(command);
    expect(await turn.locator(".question").innerText()).toContain("cart.ts");
    await workbench.openFile("cart.ts");
    expect(await workbench.savedText("cart.ts")).toBe(exampleText("cart.ts"));
  });

  test("Edit asks what is to be done", async () => {
    const { workbench } = bench;
    await workbench.select("cart.ts", 11, 20);
    await workbench.palette("Ponder: Edit…");
    await workbench.page.locator(".quick-input-widget input").fill("Add a comment.");
    await workbench.page.keyboard.press("Enter");
    const turn = await overTurn("edit");
    expect(await turn.locator(".question").innerText()).toContain("Add a comment.");
  });

  test("Suggest Names offers some", async () => {
    const { workbench } = bench;
    // The name of `averagePrice`.
    await workbench.openFile("cart.ts", 11, 18);
    await workbench.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await workbench.palette("Ponder: Suggest Names…");
    const title = workbench.page.locator(".quick-input-title", { hasText: "averagePrice" });
    await title.waitFor({ timeout: 120_000 });
    await workbench.page.keyboard.press("Escape");
  });

  test("/commit fills the field of the Source Control view", async () => {
    const { workbench, shoot } = bench;
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: workbench.workspace });
    git("init", "-q");
    git("add", "cart.ts");
    git("commit", "-qm", "Add the cart");
    writeFileSync(path.join(workbench.workspace, "notes.txt"), "Prices are in cents.\n");
    git("add", "notes.txt");
    await workbench.palette("Git: Refresh");
    // The number of changes lies above the sign, and hands the click on.
    await workbench.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click({ force: true });
    await write("/commit");
    const field = workbench.page.locator(".scm-editor .view-line", { hasText: /\w/ });
    await field.first().waitFor({ timeout: 120_000 });
    expect(git("log", "--format=%s").toString()).toBe("Add the cart\n");
    await shoot("commit-message");
  });

  test("Explain Terminal Selection takes the selected text along", async () => {
    const { workbench } = bench;
    await workbench.palette("Terminal: Create New Terminal");
    const terminal = workbench.page.locator(".terminal-wrapper.active");
    await terminal.locator(".xterm-helper-textarea").focus();
    await workbench.page.keyboard.type("echo pond$((1+1))red\n");
    await terminal.locator(".xterm-rows", { hasText: "pond2red" }).waitFor({ timeout: 60_000 });
    await workbench.palette("Terminal: Select All");
    await workbench.palette("Ponder: Explain Terminal Selection");
    const turn = await overTurn("explain");
    expect(await turn.locator(".context-chip, .chip-label").first().innerText()).toContain("Terminal");
  });
});
