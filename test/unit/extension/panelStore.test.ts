import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mergeActions } from "../../../extension/chat/mergeActions.js";
import { PanelStore, postIntervalMs } from "../../../extension/chat/panelStore.js";
import { maxPostedText } from "../../../protocol/panel/longTexts.js";
import type { HostMessage } from "../../../protocol/panel/messages.js";
import { reducePanel, type PanelAction } from "../../../protocol/panel/reduce.js";
import { emptyPanelState, type Turn } from "../../../protocol/panel/state.js";

const turn = (id: string): Turn => ({
  id,
  command: "ask",
  question: "?",
  context: [],
  status: "waiting",
  thought: { text: "", closed: false },
  answer: "",
});
const added = (id: string): PanelAction => ({ type: "turnAdded", turn: turn(id) });
const says = (turnId: string, type: "thinking" | "answer", text: string, at = 1): PanelAction => ({
  type: "turnEvent",
  turnId,
  event: { type, text },
  at,
});

/** A view, as the panel's script keeps it: a copy that only changes by what the host posts. */
function view() {
  const posted: HostMessage[] = [];
  let state = emptyPanelState;
  const post = (message: HostMessage) => {
    posted.push(message);
    if (message.type === "snapshot") state = message.state;
    if (message.type === "actions") state = message.actions.reduce(reducePanel, state);
  };
  return { post, posted, state: () => state };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the panel's store", () => {
  it("gives a new view a snapshot and then at most one post per frame", () => {
    const store = new PanelStore();
    store.dispatch(added("a"));
    const { post, posted, state } = view();
    store.attach(post);
    expect(posted).toEqual([{ type: "snapshot", state: store.state }]);
    for (let i = 0; i < 500; i++) store.dispatch(says("a", "thinking", "x"));
    expect(posted).toHaveLength(1);
    vi.advanceTimersByTime(postIntervalMs);
    expect(posted).toHaveLength(2);
    expect(state()).toEqual(store.state);
    vi.advanceTimersByTime(postIntervalMs * 10);
    expect(posted).toHaveLength(2);
  });

  it("loses nothing while no view is there", () => {
    const store = new PanelStore();
    const first = view();
    const attached = store.attach(first.post);
    store.dispatch(added("a"));
    attached.dispose();
    store.dispatch(says("a", "answer", "while hidden"));
    vi.advanceTimersByTime(postIntervalMs * 2);
    expect(first.posted).toHaveLength(1);
    const second = view();
    store.attach(second.post);
    expect(second.state().turns[0]?.answer).toBe("while hidden");
  });

  it.each(["attached", "opened"])("gives a very long conversation in posts of bounded length, %s", (how) => {
    const long = (id: string, length: number): Turn => ({
      ...turn(id),
      status: "done",
      thought: { text: "🍓".repeat(length), closed: true },
      answer: `${id} `.repeat(length),
    });
    const turns = [long("a", maxPostedText), long("b", 10), long("c", 2.5 * maxPostedText)];
    const opened: PanelAction = { type: "conversationOpened", conversation: { id: "c1", title: "" }, turns };
    const store = new PanelStore();
    const { post, posted, state } = view();
    if (how === "opened") store.attach(post);
    store.dispatch(opened);
    if (how === "attached") store.attach(post);
    vi.advanceTimersByTime(postIntervalMs * 3);
    expect(state().turns.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(state()).not.toEqual(store.state);
    // What happens meanwhile comes behind it.
    store.dispatch(says("c", "answer", "the end"));
    store.dispatch({ type: "turnEnded", turnId: "c", status: "done" });
    vi.advanceTimersByTime(postIntervalMs * 100);
    expect(state()).toEqual(store.state);
    const lengths = posted.map((message) => JSON.stringify(message).replaceAll(/\\ud83c\\udf53|🍓/g, "xx").length);
    expect(lengths.length).toBeGreaterThan(15);
    expect(Math.max(...lengths)).toBeLessThan(maxPostedText + 2_000);
  });

  it("posts to the newest view only, also when the old one goes later", () => {
    const store = new PanelStore();
    const old = view();
    const oldAttached = store.attach(old.post);
    const current = view();
    store.attach(current.post);
    oldAttached.dispose();
    store.dispatch(added("a"));
    vi.advanceTimersByTime(postIntervalMs);
    expect(old.posted).toHaveLength(1);
    expect(current.state()).toEqual(store.state);
  });
});

it("mergeActions changes nothing but the number of actions", () => {
  const action = fc.oneof(
    fc.constantFrom<PanelAction>(
      { type: "turnEnded", turnId: "a", status: "done" },
      { type: "turnEvent", turnId: "a", event: { type: "thinkingDone", ms: 5, tokens: 2 }, at: 3 },
      { type: "turnEvent", turnId: "b", event: { type: "phase", phase: "reading" }, at: 4 },
      { type: "conversationOpened", conversation: { id: "c2", title: "" }, turns: [] },
      added("b"),
    ),
    fc
      .tuple(
        fc.constantFrom("a", "b"),
        fc.constantFrom<"thinking" | "answer">("thinking", "answer"),
        fc.string({ maxLength: 3 }),
        fc.nat(9),
      )
      .map(([id, type, text, at]) => says(id, type, text, at)),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const start = [added("a")].reduce(reducePanel, emptyPanelState);
      const merged = mergeActions(actions);
      expect(merged.reduce(reducePanel, start)).toEqual(actions.reduce(reducePanel, start));
      expect(merged.length).toBeLessThanOrEqual(actions.length);
    }),
  );
  expect(mergeActions([says("a", "answer", "x"), says("a", "answer", "y")])).toHaveLength(1);
});
