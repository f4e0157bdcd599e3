import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConversationFiles } from "../../../../extension/chat/conversations/conversationFiles.js";
import { ConversationKeeper } from "../../../../extension/chat/conversations/conversationKeeper.js";
import { goOnQuestion, TurnActions } from "../../../../extension/chat/conversations/turnActions.js";
import type { ChatAsk } from "../../../../extension/chat/conversations/savedConversation.js";
import { historyOf } from "../../../../extension/chat/history.js";
import { PanelStore } from "../../../../extension/chat/panelStore.js";
import { TurnRunner, type TurnTask } from "../../../../extension/chat/turnRunner.js";
import type { ContextChip, Turn } from "../../../../protocol/panel/state.js";
import { silentLog } from "../fakes.js";
import { doneTurn } from "./conversation.js";

const usage = { promptTokens: 9, evaluatedTokens: 9, generatedTokens: 4, ttftMs: 1, tokensPerSecond: 2 };
const item = { path: "a.ts", languageId: "typescript", text: "let a;" };
const chip: ContextChip = { id: "a.ts", label: "a.ts", title: "a.ts" };

let folder: string;
const windows: { readonly keeper: ConversationKeeper; readonly store: PanelStore }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "ponder-keeper-"));
});
afterEach(async () => {
  for (const { keeper, store } of windows.splice(0)) {
    await keeper.dispose();
    store.dispose();
  }
  await rm(folder, { recursive: true, force: true });
});

/** The extension's part of a window; answers are the question in capitals, or what `answers` says. */
async function openWindow(title?: string) {
  const store = new PanelStore();
  const files = new ConversationFiles({ folder, log: silentLog, onBroken: () => undefined });
  const makeTitle = vi.fn(() => Promise.resolve(title));
  const onTrouble = vi.fn();
  const keeper = new ConversationKeeper({ store, files, log: silentLog, onTrouble, makeTitle });
  const runner = new TurnRunner({
    store,
    log: silentLog,
    keeper,
    onProposal: () => undefined,
    onRunning: () => undefined,
  });
  /** Questions that are answered only when the test says so. */
  const held = new Map<string, () => void>();
  const sent: { readonly question: string; readonly history: string; readonly conversation: string }[] = [];
  const taskOf = (ask: ChatAsk, context: readonly ContextChip[]): TurnTask => ({
    command: ask.command,
    question: ask.question,
    context,
    ask,
    async request({ id, turns, askOf }, onEvents, signal) {
      const { question } = ask;
      sent.push({
        question,
        conversation: id,
        history: historyOf(turns, askOf)
          .map(({ text }) => text)
          .join("|"),
      });
      onEvents([{ type: "answer", text: question.slice(0, 1).toUpperCase() }]);
      if (question.startsWith("hold")) {
        await new Promise<void>((resolve, reject) => {
          held.set(question, resolve);
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
      }
      return {
        turn: {
          thinking: { text: "Hm.", ms: 1, tokens: 1 },
          answer: question.toUpperCase(),
          stopReason: "end" as const,
          usage,
        },
      };
    },
  });
  const actions = new TurnActions({ store, runner, keeper, taskOf });
  const turn = (question: string): Turn | undefined =>
    store.state.turns.findLast((other) => other.question === question);
  const reached = (question: string, status: Turn["status"]) =>
    vi.waitFor(() => expect(turn(question)?.status).toBe(status), { timeout: 10_000 });
  const ask = async (question: string) => {
    runner.add(taskOf({ command: "ask", question, items: [item] }, [chip]));
    if (!question.startsWith("hold")) await reached(question, "done");
    else await reached(question, "answering");
  };
  const idOf = (question: string) => turn(question)?.id ?? expect.fail(`no turn ${question}`);
  windows.push({ store, keeper });
  await keeper.restore();
  return { store, files, keeper, runner, actions, ask, idOf, turn, reached, held, sent, makeTitle, onTrouble };
}

const questions = ({ store }: { readonly store: PanelStore }) => store.state.turns.map(({ question }) => question);

describe("the open conversation", () => {
  it("is on disk when a turn is shown as done, and restored by the next window", async () => {
    const here = await openWindow();
    await here.ask("one");
    const { id, title } = here.store.state.conversation;
    expect(title).toBe("one");
    const saved = await new ConversationFiles({ folder, log: silentLog, onBroken: () => undefined }).read(id);
    expect(saved?.turns).toMatchObject([{ turn: { status: "done", answer: "ONE" }, ask: { items: [item] } }]);

    const next = await openWindow();
    expect(next.store.state.conversation).toEqual({ id, title });
    expect(next.store.state.turns).toEqual(here.store.state.turns);
    await next.ask("two");
    expect(next.sent).toMatchObject([{ conversation: id, history: "one|ONE" }]);
  });

  it("shows a turn that ran as stopped, with what was written, after a crash", async () => {
    const here = await openWindow();
    await here.ask("one");
    await here.ask("hold");
    // What another process finds: nobody closed this window.
    await vi.waitFor(
      async () => {
        const saved = await here.files.read(here.store.state.conversation.id);
        expect(saved?.turns[1]?.turn).toMatchObject({ status: "answering", answer: "H" });
      },
      { timeout: 10_000, interval: 50 },
    );
    const next = await openWindow();
    expect(next.turn("hold")).toMatchObject({ status: "stopped", answer: "H", thought: { closed: true } });
    next.actions.goOn(next.idOf("hold"));
    await next.reached(goOnQuestion, "done");
    expect(next.sent.at(-1)?.history).toBe("one|ONE|hold|H");
    here.held.get("hold")?.();
  });

  it("asks a restored question again with the context that was sent", async () => {
    await (await openWindow()).ask("one");
    const next = await openWindow();
    await next.actions.regenerate(next.idOf("one"));
    await vi.waitFor(() => expect(next.sent).toHaveLength(1));
    expect(next.keeper.askOf(next.idOf("one"))?.items).toEqual([item]);
    expect(next.turn("one")?.context).toEqual([chip]);
  });

  it("cannot ask a fix again after a restart, and says so", async () => {
    const next = await openWindow();
    next.store.dispatch({ type: "turnAdded", turn: doneTurn({ id: "fix", command: "fix" }) });
    expect(() => next.actions.retry("fix")).toThrow(/cannot be asked again/);
  });

  it("is a new one after New Chat, also for the next window; the old one is in the history", async () => {
    const here = await openWindow();
    await here.ask("one");
    await here.keeper.startNew();
    expect(questions(here)).toEqual([]);
    const next = await openWindow();
    expect(questions(next)).toEqual([]);
    const [old] = await next.files.list();
    expect(await next.keeper.show(old?.id ?? "")).toBe(true);
    expect(questions(next)).toEqual(["one"]);
    expect(await next.keeper.show("00000000-0000-4000-8000-000000000000")).toBe(false);
  });

  it("keeps what ran as stopped when another one is opened", async () => {
    const here = await openWindow();
    await here.ask("one");
    const { id } = here.store.state.conversation;
    await here.ask("hold");
    here.runner.stop();
    await here.keeper.startNew();
    await here.ask("other");
    expect(await here.keeper.show(id)).toBe(true);
    expect(here.store.state.turns).toMatchObject([{ status: "done" }, { status: "stopped", answer: "H" }]);
    expect(await here.files.list()).toHaveLength(2);
  });

  it("becomes two when two windows go on with it; nothing is lost", async () => {
    const here = await openWindow();
    await here.ask("one");
    const there = await openWindow();
    await there.ask("theirs");
    await here.ask("ours");
    expect(here.store.state.conversation.id).not.toBe(there.store.state.conversation.id);
    const all = await Promise.all((await here.files.list()).map(({ id }) => here.files.read(id)));
    const texts = all.map((one) => one?.turns.map(({ turn }) => turn.question).join(" "));
    expect(texts.sort()).toEqual(["one ours", "one theirs"]);
  });

  it("tells once that it cannot be saved, and shows the turn all the same", async () => {
    const here = await openWindow();
    vi.spyOn(here.files, "save").mockRejectedValue(Object.assign(new Error("full"), { code: "ENOSPC" }));
    await here.ask("one");
    await here.ask("two");
    expect(here.onTrouble).toHaveBeenCalledOnce();
  });
});

describe("a turn's actions", () => {
  it("editing asks in its place; what followed stays a conversation of its own", async () => {
    const here = await openWindow();
    for (const question of ["one", "two", "three"]) await here.ask(question);
    const { id } = here.store.state.conversation;
    await here.actions.edit(here.idOf("two"), "two again");
    await here.reached("two again", "done");
    expect(questions(here)).toEqual(["one", "two again"]);
    expect(here.sent.at(-1)?.history).toBe("one|ONE");
    expect(here.keeper.open.branchOf).toBe(id);
    const old = await here.files.read(id);
    expect(old?.turns.map(({ turn }) => turn.question)).toEqual(["one", "two", "three"]);
  });

  it("editing the first question gives the branch a title of its own", async () => {
    const here = await openWindow();
    await here.ask("one");
    await here.actions.edit(here.idOf("one"), "quite another");
    await here.reached("quite another", "done");
    expect((await here.files.list()).map(({ title }) => title).sort()).toEqual(["one", "quite another"]);
  });

  it("editing a question without an answer leaves no branch behind", async () => {
    const here = await openWindow();
    await here.ask("one");
    here.store.dispatch({
      type: "turnAdded",
      turn: doneTurn({ id: "x", question: "never answered", answer: "", status: "stopped" }),
    });
    here.keeper.keepAsk("x", { command: "ask", question: "never answered", items: [] });
    await here.actions.edit("x", "two");
    await here.reached("two", "done");
    expect(questions(here)).toEqual(["one", "two"]);
    expect(await here.files.list()).toHaveLength(1);
  });

  it("editing while something runs stops that first", async () => {
    const here = await openWindow();
    await here.ask("one");
    await here.ask("hold");
    await here.actions.edit(here.idOf("one"), "two");
    await here.reached("two", "done");
    expect(questions(here)).toEqual(["two"]);
    const old = (await here.files.list()).find(({ title }) => title === "one");
    const saved = await here.files.read(old?.id ?? "");
    expect(saved?.turns.map(({ turn }) => turn.status)).toEqual(["done", "stopped"]);
  });

  it("branching goes on from there in a new conversation", async () => {
    const here = await openWindow();
    for (const question of ["one", "two"]) await here.ask(question);
    await here.actions.branch(here.idOf("one"));
    expect(questions(here)).toEqual(["one"]);
    await here.ask("three");
    expect(here.sent.at(-1)).toMatchObject({ history: "one|ONE", conversation: here.store.state.conversation.id });
    expect(await here.files.list()).toHaveLength(2);
  });

  it("do nothing for turns that are not there or not over", async () => {
    const here = await openWindow();
    await here.ask("hold");
    const before = here.store.state.turns;
    await here.actions.branch(here.idOf("hold"));
    here.actions.goOn(here.idOf("hold"));
    here.actions.retry("nobody");
    await here.actions.regenerate("nobody");
    await here.actions.edit("nobody", "text");
    await here.actions.edit(here.idOf("hold"), "  ");
    expect(here.store.state.turns).toBe(before);
  });
});

describe("a title", () => {
  it("comes from the model after the first turn, once", async () => {
    const here = await openWindow("Counting things");
    await here.ask("one");
    await vi.waitFor(() => expect(here.store.state.conversation.title).toBe("Counting things"));
    await here.ask("two");
    expect(here.makeTitle).toHaveBeenCalledOnce();
    await vi.waitFor(async () => expect((await here.files.list())[0]?.title).toBe("Counting things"));
  });

  it("by the user is never changed, and outlives the window", async () => {
    const here = await openWindow();
    await here.ask("one");
    const { id } = here.store.state.conversation;
    expect(await here.keeper.rename(id, "Mine")).toBe(true);
    await here.keeper.startNew();
    expect(await here.keeper.rename(id, "Mine, too")).toBe(true);
    expect(await here.files.read(id)).toMatchObject({ title: "Mine, too", titledBy: "user" });
  });

  it("goes with the conversation when it is deleted", async () => {
    const here = await openWindow();
    await here.ask("one");
    await here.keeper.delete(here.store.state.conversation.id);
    expect(questions(here)).toEqual([]);
    expect(await here.files.list()).toEqual([]);
  });
});
