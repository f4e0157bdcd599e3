import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingGroups } from "../../../protocol/health.js";
import { ended, eventsOf, orderOf, ponder, startPonder, textOf, type PonderRun } from "../../support/ponder.js";

const question = "How many Rs are in 'strawberry'?";

describe("ponder ask", () => {
  let text: PonderRun;
  let json: PonderRun;
  beforeAll(async () => {
    text = await ponder(["ask", question]);
    json = await ponder(["ask", question, "--json"]);
  });

  it("prints the answer on standard output, and no part of the thought", () => {
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/\b3\b/);
    expect(text.stdout).toBe(`${textOf(eventsOf(json), "answer")}\n`);
    expect(text.stdout).not.toContain("think>");
  });

  it("prints the thought on standard error, without colour when that is no terminal", () => {
    const thought = textOf(eventsOf(json), "thinking");
    expect(thought.length).toBeGreaterThan(20);
    expect(text.stderr.startsWith(thought)).toBe(true);
    expect(text.stderr).not.toContain("\u001B");
    expect(text.stdout).not.toContain(thought.trim());
  });

  it("streams the protocol's events in order, usage last", () => {
    expect(json).toMatchObject({ code: 0, stderr: "" });
    const events = eventsOf(json);
    expect(orderOf(events).filter((type) => type !== "phase")).toEqual([
      "context",
      "thinking",
      "thinkingDone",
      "answer",
      "usage",
    ]);
    expect(events.filter(({ type }) => type === "thinking").length).toBeGreaterThan(1);
    const usage = events.at(-1);
    expect(usage).toMatchObject({ type: "usage" });
    if (usage?.type !== "usage") return;
    expect(usage.promptTokens).toBeGreaterThan(0);
    expect(usage.generatedTokens).toBeGreaterThan(20);
    expect(usage.ttftMs).toBeGreaterThan(0);
    expect(usage.tokensPerSecond).toBeGreaterThan(0);
  });
});

describe("ponder explain", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ponder-explain-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("explains the lines it was given", async () => {
    const code = "const rate = 3;\n\nfunction add(a, b) {\n  return a + b;\n}\n";
    await writeFile(path.join(folder, "sums.js"), code);
    const run = await ponder(["explain", "sums.js:3-5"], { cwd: folder });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("add");
    expect(run.stdout).not.toContain("think>");
  });
});

describe("ponder doctor", () => {
  it("finds everything well with the demo model", async () => {
    const run = await ponder(["doctor", "--json"]);
    expect(run.code).toBe(0);
    const events = eventsOf(run);
    const found = events.flatMap((event) => (event.type === "finding" ? [event] : []));
    expect(found.length).toBe(events.length);
    expect(found.filter(({ state }) => state === "failed")).toEqual([]);
    expect(new Set(found.map(({ group }) => group))).toEqual(new Set(findingGroups));
  });

  it("prints a report to show to others", async () => {
    const run = await ponder(["doctor", "--markdown"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^# Ponder doctor\n/);
    expect(run.stdout).toMatch(/\*\*File\*\*: …\/\S*ponder-demo\.gguf/);
    expect(run.stdout).not.toContain(homedir());
  });

  it("ends with 1 when something is wrong", async () => {
    const run = await ponder(["doctor", "--model", path.join(tmpdir(), "no-such-model.gguf")]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("FAIL");
  });
});

describe("ponder whose output nobody reads", () => {
  it("ends without a complaint", async () => {
    const child = startPonder(["ask", question]);
    const end = ended(child);
    child.stdin.end();
    child.stdout.destroy();
    const run = await end;
    expect(run.code).toBe(0);
    expect(run.stderr).not.toMatch(/EPIPE|ponder:/);
  });
});
