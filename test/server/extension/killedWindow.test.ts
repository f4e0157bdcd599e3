import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ConversationFiles } from "../../../extension/chat/conversations/conversationFiles.js";

const root = path.resolve(import.meta.dirname, "../../..");
const kills = 50;
/** A window is killed at a random moment of one of its first questions: up to this long after it was asked, in milliseconds. */
const mostQuestions = 6;
const longestMoment = 50;

let scratch: string;
let program: string;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), "ponder-killed-window-"));
  program = path.join(scratch, "window.mjs");
  await build({
    entryPoints: [path.join(root, "test/support/conversationWindow.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
});
afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));

/** Starts a window and kills it at a random moment. @returns what it showed until then. */
async function liveAndDie(folder: string, name: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, folder, name], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const read = new Promise((resolve) => reader.once("close", resolve));
  const last = `asked ${name}-${String(randomInt(1, mostQuestions + 1))}`;
  reader.on("line", (line) => {
    lines.push(line);
    if (line === last) setTimeout(() => child.kill("SIGKILL"), Math.random() * longestMoment);
  });
  await Promise.all([ended, read]);
  expect(child.signalCode ?? "it ended by itself").toBe(process.platform === "win32" ? "SIGTERM" : "SIGKILL");
  return lines;
}

it(`nothing that was shown as done is lost when a window is killed at ${String(kills)} random moments`, async () => {
  const folder = path.join(scratch, "conversations");
  const done: string[] = [];
  let midTurn = 0;
  for (let n = 1; n <= kills; n++) {
    const lines = await liveAndDie(folder, `w${String(n)}`);
    expect(lines.filter((line) => /^(?:broken|trouble)/.test(line))).toEqual([]);
    const finished = lines.flatMap((line) => /^done (.*)$/.exec(line)?.[1] ?? []);
    if (lines.filter((line) => line.startsWith("asked")).length > finished.length) midTurn++;
    done.push(...finished);
  }
  // Otherwise nothing was shown: the windows did work, and most were killed in the middle of it.
  expect(done.length).toBeGreaterThan(kills);
  expect(midTurn).toBeGreaterThan(0);

  const broken: string[] = [];
  const log = { error: console.error, warn: console.error, info: () => 0, debug: () => 0, trace: () => 0 };
  const files = new ConversationFiles({ folder, log, onBroken: (file) => broken.push(file) });
  const answers = new Map<string, string>();
  for (const { id } of await files.list()) {
    for (const { turn } of (await files.read(id))?.turns ?? []) {
      if (turn.status === "done") answers.set(turn.question, turn.answer);
    }
  }
  expect(broken).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.includes("broken"))).toEqual([]);
  const whole = (question: string) =>
    answers.get(question)?.startsWith(`Answer to ${question}: `) === true &&
    answers.get(question)?.endsWith("the end.");
  expect(done.filter((question) => !whole(question))).toEqual([]);
});
