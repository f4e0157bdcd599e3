import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { processesWith } from "../support/processes.js";
import { useWorkbench } from "../support/useWorkbench.js";

/**
 * The demo model explains this function, as the first turn of a chat, without ever coming to an end: time enough to
 * kill something.
 */
const endless = `def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)
`;
const endlessLines = 4;

/** The programs that are killed, by the end of their path. */
const victims = [
  ["engine process", "dist/engine.cjs"],
  ["language server", "dist/server.cjs"],
] as const;

describe.skipIf(process.platform === "win32")("kill -9 in the middle of an answer", () => {
  const bench = useWorkbench();
  const pidOf = (program: string) => processesWith(bench.workbench.scratch, program)[0];

  test.each(victims)("of the %s keeps what is there, says so, and the next question works", async (name, program) => {
    const { workbench, shoot } = bench;
    await expectRightAnswer();
    writeFileSync(path.join(workbench.workspace, "endless.py"), endless);
    await workbench.palette("Ponder: New Chat");
    await workbench.select("endless.py", 1, endlessLines);
    const before = pidOf(program);
    expect(before).toBeDefined();

    await workbench.palette("Ponder: Explain");
    const turn = workbench.panel().locator('.turn[data-command="explain"]').last();
    await turn.locator(".answer").waitFor({ timeout: 60_000 });
    process.kill(before ?? 0, "SIGKILL");
    await turn.locator(".turn-error").waitFor({ timeout: 60_000 });

    expect(await turn.getAttribute("data-status")).toBe("failed");
    expect(await turn.locator(".turn-error").getAttribute("data-code")).toBe("engineStopped");
    expect(await turn.locator(".turn-error").innerText()).toMatch(/\S.*\n+.*\S/s);
    await turn.locator(".thought > summary").click();
    await turn.locator(".thought .step").first().waitFor();
    expect(await turn.locator(".thought-text").innerText()).toContain("fibonacci");
    expect(await turn.locator(".answer").innerText()).toContain("fibonacci");
    await shoot(`crash-${name.replace(" ", "-")}`);

    await expectRightAnswer();
    expect(pidOf(program)).toBeDefined();
    expect(pidOf(program)).not.toBe(before);
  });

  async function expectRightAnswer(): Promise<void> {
    const { workbench } = bench;
    await workbench.ask("How many Rs are in 'strawberry'?");
    const turn = workbench.turn().and(workbench.panel().locator('[data-status="done"]'));
    await turn.waitFor({ timeout: 60_000 });
    expect(await turn.locator(".answer").innerText()).toMatch(/\b3\b/);
  }
});
