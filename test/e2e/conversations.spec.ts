import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { SavedConversation } from "../../extension/chat/conversations/savedConversation.js";
import { childrenOf, processesWith } from "../support/processes.js";
import { useWorkbench } from "../support/useWorkbench.js";

const strawberry = "How many Rs are in 'strawberry'?";
const banana = "How many Ns are in 'banana'?";
/** The demo model explains this, as the first turn of a chat, without ever coming to an end. */
const endless = `def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)
`;
const endlessLines = 4;
/** `PONDER_KILLS=50 npx vitest run --project e2e test/e2e/conversations.spec.ts -t killed` is the whole of it. */
const kills = Number(process.env["PONDER_KILLS"] ?? 1);
const patient = { timeout: 60_000 };

describe.skipIf(process.platform === "win32")("Conversations", () => {
  const bench = useWorkbench();
  const panel = () => bench.workbench.panel();
  const turns = () => panel().locator(".turn");
  const done = (index: number) => bench.workbench.turn(index).and(panel().locator('[data-status="done"]'));
  const questions = async () => (await turns().locator(".question").allInnerTexts()).map((text) => text.trim());
  const eventually = <T>(value: () => T) => expect.poll(value, patient);
  const press = (turn: number, action: string) =>
    bench.workbench.turn(turn).locator(`[data-action="${action}"]`).click();

  test("regenerated, edited and branched, every answer stays in the history", async () => {
    const { workbench } = bench;
    await workbench.ask(strawberry);
    await done(0).waitFor(patient);

    await press(0, "regenerate");
    await eventually(() => saved().length).toBe(2);
    await done(0).waitFor(patient);
    await press(0, "edit");
    await workbench.turn(0).locator("textarea").fill(banana);
    await press(0, "resend");
    await eventually(questions).toEqual([banana]);
    await done(0).waitFor(patient);
    await workbench.ask(strawberry);
    await done(1).waitFor(patient);
    await press(0, "branch");
    await eventually(questions).toEqual([banana]);
    // Two answers to the first question, one chat with both questions, and the branch of its first turn.
    await eventually(() => saved().map(asked)).toEqual([[banana], [banana, strawberry], [strawberry], [strawberry]]);
  });

  test("found, renamed, opened and deleted in the history; exported with and without thoughts", async () => {
    const { workbench, shoot } = bench;
    const { page } = workbench;
    const rows = page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
    const input = page.locator(".quick-input-widget .quick-input-box input");
    const button = (row: string, label: string) => rows.filter({ hasText: row }).first().getByLabel(label).first();

    await workbench.palette("Ponder: Chat History…");
    await eventually(() => rows.count()).toBe(4);
    await rows.filter({ hasText: "open" }).first().hover();
    await button("open", "Rename").click();
    await page.locator(".quick-input-widget .quick-input-title", { hasText: "Rename Chat" }).waitFor(patient);
    await input.fill("Fruit and its letters");
    await page.keyboard.press("Enter");
    await rows.filter({ hasText: "Fruit and its letters" }).first().waitFor(patient);
    await shoot("chat-history");
    await input.fill("letters");
    await eventually(() => rows.count()).toBe(1);
    await rows.first().hover();
    await button("Fruit", "Delete").click();
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "Delete" }).click();
    await eventually(() => saved().length).toBe(3);
    expect(saved().map(({ title }) => title)).not.toContain("Fruit and its letters");
    await eventually(() => turns().count()).toBe(0);

    await input.fill("");
    await eventually(() => rows.count()).toBe(3);
    await rows.first().click();
    await eventually(questions).toEqual([banana, strawberry]);
    for (const [choice, hasThought] of [
      ["Questions and answers", false],
      ["Questions, thoughts and answers", true],
    ] as const) {
      await workbench.palette("Ponder: Export Chat as Markdown…");
      await rows.filter({ hasText: choice }).click();
      await workbench.editorText(banana).waitFor(patient);
      const text = page.locator(".editor-group-container.active .view-lines");
      await eventually(async () => (await text.innerText()).includes("B-A-N-A-N-A")).toBe(hasThought);
    }
  });

  test("what comes while the panel is hidden is there when it is shown again", async () => {
    const { workbench } = bench;
    const start = await explainAndPause();
    await workbench.palette("View: Hide Secondary Side Bar");
    await workbench.page.locator("iframe.webview.ready").waitFor({ state: "detached" });
    signalEngine("SIGCONT");
    await eventually(() => firstAnswer().length).toBeGreaterThan(2 * start.length);
    await workbench.palette("Ponder: Ask…");
    await workbench.turn(0).locator(".usage").waitFor(patient);
    expect(await shownLetters("start")).toContain(letters(start));
    await eventually(() => shownLetters("end")).toContain(letters(firstAnswer().slice(-50)));
  });

  test("a question waits for its turn, and can be taken back; Stop keeps what was written", async () => {
    const { workbench } = bench;
    await explainAndPause();
    await panel().locator("#composer").fill(banana);
    await panel().locator("#send").click();
    await workbench.turn(1).locator(".remove-queued").waitFor(patient);
    const told = `1 question waits. • ${banana}`;
    await workbench.page.locator(`.statusbar-item[id^="ponder"] [aria-label*="${told}"]`).first().waitFor(patient);
    await panel().locator("#composer").fill(strawberry);
    await panel().locator("#send").click();
    await workbench.turn(2).locator(".remove-queued").click();
    await eventually(() => turns().count()).toBe(2);
    signalEngine("SIGCONT");
    await done(1).waitFor(patient);
    expect(await workbench.turn(1).locator(".answer").innerText()).not.toBe("");

    const start = await explainAndPause();
    await panel().locator("#stop").click();
    signalEngine("SIGCONT");
    await workbench.turn(0).and(panel().locator('[data-status="stopped"]')).waitFor(patient);
    expect(await shownLetters("start")).toContain(letters(start));
    await workbench.ask(banana);
    await done(1).waitFor(patient);
  });

  test("a window that was reloaded, and one whose extension host was killed, show what was there", async () => {
    const { workbench } = bench;
    const before = await questions();
    const answer = await workbench.turn(1).locator(".answer").innerText();
    await workbench.reload();
    await workbench.palette("Ponder: Ask…");
    await eventually(questions).toEqual(before);
    expect(await workbench.turn(0).getAttribute("data-status")).toBe("stopped");
    expect(await workbench.turn(1).locator(".answer").innerText()).toBe(answer);

    const start = await explainAndPause();
    process.kill(extensionHost(), "SIGKILL");
    signalEngine("SIGCONT");
    await workbench.reload();
    await workbench.palette("Ponder: Ask…");
    await workbench.turn(0).and(panel().locator('[data-status="stopped"]')).waitFor(patient);
    expect(await shownLetters("start")).toContain(letters(start));
    await workbench.ask(banana);
    await done(1).waitFor(patient);
  });

  test(
    `nothing that was shown as finished is lost when the extension host is killed at random moments (${kills})`,
    { timeout: kills * 120_000, retry: 0 },
    async () => {
      const { workbench } = bench;
      const finished = new Map<string, string>();
      const moments = { unfinished: 0, finished: 0 };
      for (let kill = 1; kill <= kills; kill++) {
        await workbench.palette("Ponder: New Chat");
        const question = `${strawberry} (${kill})`;
        await workbench.ask(question);
        // One half as soon as the answer is shown; the other while the question is read, thought about and answered.
        if (kill % 2 === 1) await done(0).waitFor(patient);
        await delay(Math.random() * (kill % 2 === 1 ? 100 : 2000));
        const host = extensionHost();
        const isFinished = (await done(0).count()) === 1;
        const answer = isFinished ? await shownLetters("start") : undefined;
        process.kill(host, "SIGKILL");
        moments[isFinished ? "finished" : "unfinished"]++;
        if (answer !== undefined) finished.set(question, answer);

        await workbench.reload();
        await workbench.palette("Ponder: Ask…");
        await eventually(questions).toEqual([question]);
        if (answer !== undefined) {
          await done(0).waitFor(patient);
          await eventually(() => shownLetters("start")).toBe(answer);
        }
        expect(Object.fromEntries(savedAnswers(finished))).toEqual(Object.fromEntries(finished));
      }
      console.log(`killed ${moments.unfinished} times in a turn, ${moments.finished} times after one`);
    },
  );

  /** The answers on disk to questions, as finished ones. */
  function savedAnswers(to: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const all = saved().flatMap(({ turns }) => turns.map(({ turn }) => turn));
    return new Map(
      all.flatMap(({ question, answer, status }) =>
        to.has(question) && status === "done" ? [[question, letters(answer)] as const] : [],
      ),
    );
  }

  /** Begins a chat with a long answer, which stops in its middle. @returns what is on disk of it. */
  async function explainAndPause(): Promise<string> {
    const { workbench } = bench;
    writeFileSync(path.join(workbench.workspace, "endless.py"), endless);
    await workbench.palette("Ponder: New Chat");
    await workbench.select("endless.py", 1, endlessLines);
    await workbench.palette("Ponder: Explain");
    await workbench.turn().and(panel().locator('[data-command="explain"]')).locator(".answer").waitFor(patient);
    signalEngine("SIGSTOP");
    await eventually(() => saved()[0]?.turns.map(({ turn }) => turn.status)).toEqual(["answering"]);
    await eventually(firstAnswer).not.toBe("");
    return firstAnswer();
  }

  /** The engine stands still between SIGSTOP and SIGCONT; after half a minute of that it would be started anew. */
  function signalEngine(signal: "SIGSTOP" | "SIGCONT"): void {
    for (const pid of processesWith(bench.workbench.scratch, "dist/engine.cjs")) process.kill(pid, signal);
  }

  /** Its command line does not tell whose it is, but the language server is its child. @throws when there is none. */
  function extensionHost(): number {
    const [server] = processesWith(bench.workbench.scratch, "dist/server.cjs");
    const host = processesWith("--type=extensionHost").find((pid) => childrenOf(pid).some((child) => child === server));
    if (server === undefined || host === undefined) throw new Error("there is no extension host");
    return host;
  }

  /** Of the chat that was touched last, as it is on disk. */
  const firstAnswer = () => saved()[0]?.turns[0]?.turn.answer ?? "";

  /** The letters of the first answer that are drawn when its start or its end is looked at. */
  async function shownLetters(place: "start" | "end"): Promise<string> {
    const answer = bench.workbench.turn(0).locator(".answer");
    await answer.evaluate((element, block) => element.scrollIntoView({ block }), place);
    return letters(await answer.innerText());
  }

  /** The chats that are on disk, the one that was touched last first. */
  function saved(): readonly SavedConversation[] {
    const data = path.join(bench.workbench.scratch, "data");
    return readdirSync(data, { recursive: true, encoding: "utf8" })
      .filter((file) => /conversations.[\da-f-]{36}\.json$/.test(file))
      .map((file) => JSON.parse(readFileSync(path.join(data, file), "utf8")) as SavedConversation)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }
});

const asked = ({ turns }: SavedConversation) => turns.map(({ turn }) => turn.question);
/** Without what is markup or space. */
const letters = (text: string) => text.replaceAll(/\W/g, "");
