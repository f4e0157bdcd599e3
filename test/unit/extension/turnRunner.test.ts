import { beforeEach, describe, expect, it, vi } from "vitest";
import { PanelStore } from "../../../extension/chat/panelStore.js";
import { TurnRunner, type Conversation, type TurnOutcome, type TurnTask } from "../../../extension/chat/turnRunner.js";
import type { ChatTurnResult } from "../../../protocol/chat.js";
import { PonderFailure } from "../../../protocol/errors.js";
import type { EditProposal } from "../../../protocol/edits.js";
import type { TurnEvent } from "../../../protocol/events.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { silentLog } from "./fakes.js";
import { eventually } from "../../support/eventually.js";

const usage = { promptTokens: 9, evaluatedTokens: 9, generatedTokens: 4, ttftMs: 1, tokensPerSecond: 2 };
const result: ChatTurnResult = {
  thinking: { text: "Let me see.", ms: 12, tokens: 3 },
  answer: "3",
  stopReason: "end",
  usage,
};
const streamed: readonly TurnEvent[] = [
  { type: "phase", phase: "reading" },
  { type: "thinking", text: "Let me " },
  { type: "thinking", text: "see." },
  { type: "thinkingDone", ms: 12, tokens: 3 },
  { type: "answer", text: "3" },
  { type: "usage", ...usage },
];
const proposal: EditProposal = { id: "p", files: [], summary: "", checks: [] };

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** A request of which the test decides the course. */
function controlled(question = "?") {
  const begun = deferred<{
    conversation: Conversation;
    onEvents: (events: readonly TurnEvent[]) => void;
    signal: AbortSignal;
  }>();
  const answer = deferred<TurnOutcome>();
  const task: TurnTask = {
    command: "ask",
    question,
    context: [],
    request: (conversation, onEvents, signal) => {
      begun.resolve({ conversation, onEvents, signal });
      return answer.promise;
    },
  };
  return { task, begun: begun.promise, answer };
}

describe("the turn runner", () => {
  let store: PanelStore;
  let runner: TurnRunner;
  const onProposal = vi.fn();
  const onRunning = vi.fn();
  /** What the runner had saved, and how long that takes. */
  const saved: (readonly Turn[])[] = [];
  let saving = Promise.resolve();

  beforeEach(() => {
    onProposal.mockClear();
    onRunning.mockClear();
    store = new PanelStore();
    saved.length = 0;
    const keeper = {
      keepAsk: () => undefined,
      askOf: () => undefined,
      save: (turns: readonly Turn[]) => {
        saved.push(turns);
        return saving;
      },
    };
    saving = Promise.resolve();
    runner = new TurnRunner({ store, log: silentLog, onProposal, onRunning, keeper });
  });

  const turns = () => store.state.turns;
  const ends = (index: number) =>
    new Promise<Turn>((resolve) => {
      const look = () => {
        const turn = turns()[index];
        if (turn && ["done", "stopped", "failed"].includes(turn.status)) resolve(turn);
      };
      store.onDidChange(look);
      look();
    });

  it("shows a turn at once, then what is streamed, then its end", async () => {
    const { task, begun, answer } = controlled();
    runner.add(task);
    expect(turns()).toMatchObject([{ question: "?", status: "waiting", answer: "" }]);
    const { onEvents } = await begun;
    onEvents(streamed.slice(0, 2));
    expect(turns()[0]).toMatchObject({ status: "thinking", thought: { text: "Let me ", closed: false } });
    onEvents(streamed.slice(2));
    answer.resolve({ turn: result });
    expect(await ends(0)).toMatchObject({
      status: "done",
      answer: "3",
      thought: { text: "Let me see.", closed: true, ms: 12, tokens: 3 },
      usage,
    });
  });

  it("shows the same when the server streams nothing", async () => {
    const { task, answer } = controlled();
    runner.add(task);
    answer.resolve({ turn: result });
    expect(await ends(0)).toMatchObject({ answer: "3", thought: { text: "Let me see.", closed: true, ms: 12 }, usage });
  });

  it("runs one turn at a time, each with the history of what was answered before it", async () => {
    const first = controlled("one");
    const second = controlled("two");
    runner.add(first.task);
    runner.add(second.task);
    const begun = vi.fn();
    void second.begun.then(begun);
    await first.begun;
    expect(begun).not.toHaveBeenCalled();
    first.answer.resolve({ turn: result });
    const { conversation } = await second.begun;
    expect(conversation.turns).toMatchObject([
      { question: "one", status: "done", answer: "3" },
      { question: "two", status: "waiting" },
    ]);
    expect(conversation.id).toBe((await first.begun).conversation.id);
    second.answer.resolve({ turn: result });
    await ends(1);
    await eventually(() => expect(onRunning.mock.calls).toEqual([[true], [false]]));
  });

  it("stops what runs and what waits, and keeps what was streamed", async () => {
    const first = controlled();
    const second = controlled();
    runner.add(first.task);
    runner.add(second.task);
    const { onEvents, signal } = await first.begun;
    onEvents(streamed.slice(0, 3));
    runner.stop();
    expect(signal.aborted).toBe(true);
    first.answer.reject(signal.reason);
    expect(await ends(0)).toMatchObject({ status: "stopped", thought: { text: "Let me see.", closed: true } });
    expect(await ends(1)).toMatchObject({ status: "stopped" });
    onEvents([{ type: "answer", text: "too late" }]);
    expect(turns()[0]?.answer).toBe("");
  });

  it("does not wait for ever for a stopped request, and goes on", async () => {
    vi.useFakeTimers();
    try {
      const { task, begun } = controlled();
      runner.add(task);
      await begun;
      runner.stop();
      const next = controlled("next");
      runner.add(next.task);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(turns()[0]).toMatchObject({ status: "stopped" });
      next.answer.resolve({ turn: result });
      expect(await ends(1)).toMatchObject({ status: "done" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("keeps what was streamed when the server dies, says so, and goes on", async () => {
    const first = controlled();
    runner.add(first.task);
    (await first.begun).onEvents(streamed.slice(0, 3));
    first.answer.reject(Object.assign(new Error("Pending response rejected"), { code: -32097 }));
    expect(await ends(0)).toMatchObject({
      status: "failed",
      thought: { text: "Let me see.", closed: true },
      error: { code: "engineStopped" },
    });
    const next = controlled();
    runner.add(next.task);
    next.answer.resolve({ turn: result });
    expect(await ends(1)).toMatchObject({ status: "done" });
  });

  it("shows the server's own error", async () => {
    const { task, answer } = controlled();
    runner.add(task);
    answer.reject(new PonderFailure("promptTooLong", "Too long.", "Take less."));
    expect(await ends(0)).toMatchObject({ status: "failed", error: { code: "promptTooLong", hint: "Take less." } });
  });

  it("hands over a proposal, but not one that was stopped", async () => {
    const first = controlled();
    runner.add(first.task);
    first.answer.resolve({ turn: result, proposal });
    await ends(0);
    await eventually(() => expect(onProposal.mock.calls).toEqual([[proposal, { turnId: turns()[0]?.id }, undefined]]));

    const second = controlled();
    runner.add(second.task);
    await second.begun;
    runner.stop();
    second.answer.resolve({ turn: result, proposal });
    expect(await ends(1)).toMatchObject({ status: "stopped", answer: "3" });
    expect(onProposal).toHaveBeenCalledOnce();
  });

  it("hands over what was finished when the turn was stopped", async () => {
    const { task, begun, answer } = controlled();
    runner.add(task);
    await begun;
    runner.stop();
    answer.resolve({ turn: result, proposal, isPart: true });
    expect(await ends(0)).toMatchObject({ status: "stopped", answer: "3" });
    await eventually(() => expect(onProposal.mock.calls).toEqual([[proposal, { turnId: turns()[0]?.id }, undefined]]));
  });

  it("shows as over only what is saved as over", async () => {
    const disk = deferred<undefined>();
    saving = disk.promise.then(() => undefined);
    const { task, answer } = controlled();
    runner.add(task);
    answer.resolve({ turn: result });
    await eventually(() => expect(saved.at(-1)).toMatchObject([{ status: "done", answer: "3" }]));
    expect(turns()[0]?.status).toBe("answering");
    disk.resolve(undefined);
    expect(await ends(0)).toEqual(saved.at(-1)?.[0]);
  });

  it("shows what waits behind another turn, which can be taken back", async () => {
    const first = controlled("one");
    const second = controlled("two");
    const third = controlled("three");
    for (const { task } of [first, second, third]) runner.add(task);
    const [running, queued] = turns();
    await first.begun;
    expect(turns().map((turn) => turn.queued === true)).toEqual([false, true, true]);
    runner.removeQueued(running?.id ?? "");
    runner.removeQueued(queued?.id ?? "");
    expect(turns().map(({ question }) => question)).toEqual(["one", "three"]);
    first.answer.resolve({ turn: result });
    await third.begun;
    expect(turns()[1]).not.toHaveProperty("queued");
  });

  it("goes on after another conversation took the place of the one it worked for", async () => {
    const old = controlled("old");
    runner.add(old.task);
    const { onEvents } = await old.begun;
    runner.stop();
    store.dispatch({ type: "conversationOpened", conversation: { id: "new", title: "" }, turns: [] });
    old.answer.resolve({ turn: result, proposal });
    onEvents(streamed);
    const next = controlled("new");
    runner.add(next.task);
    const begun = await next.begun;
    expect(begun.conversation).toMatchObject({ id: "new", turns: [{ question: "new" }] });
    expect(onProposal).not.toHaveBeenCalled();
    expect(saved).toEqual([]);
  });
});
