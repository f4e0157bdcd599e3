import { describe, expect, it } from "vitest";
import type { PanelAction } from "../../../protocol/panel/reduce.js";
import { emptyPanelState } from "../../../protocol/panel/state.js";
import { PanelModel } from "../../../media/panel/panelModel.js";
import { turn } from "./turns.js";

const started = (): PanelModel => {
  const model = new PanelModel();
  model.receive({ type: "snapshot", state: emptyPanelState }, 0);
  return model;
};
const actions = (...list: PanelAction[]) => ({ type: "actions", actions: list }) as const;
const thinking = (text: string, at = 0): PanelAction => ({
  type: "turnEvent",
  turnId: "t1",
  event: { type: "thinking", text },
  at,
});

describe("PanelModel", () => {
  it("has nothing to show before the first snapshot, which holds what actions before it did", () => {
    const model = new PanelModel();
    model.receive(actions({ type: "turnAdded", turn: turn() }), 0);
    expect(model.state).toBeUndefined();
    model.receive({ type: "snapshot", state: { ...emptyPanelState, turns: [turn()] } }, 0);
    expect(model.state?.turns).toHaveLength(1);
  });

  it("replaces everything by a later snapshot", () => {
    const model = started();
    model.receive(actions({ type: "turnAdded", turn: turn() }), 0);
    model.receive({ type: "snapshot", state: emptyPanelState }, 0);
    expect(model.state).toEqual(emptyPanelState);
  });

  it("completes texts that were too long for one post, and nothing else of their turn", () => {
    const model = started();
    const done = turn({ status: "done", thought: { text: "one", closed: true, ms: 5 }, answer: "three" });
    model.receive({ type: "snapshot", state: { ...emptyPanelState, turns: [done] } }, 0);
    const { thought, answer } = model.texts.of(done);
    model.receive(
      actions(
        { type: "textAdded", turnId: "t1", part: "thought", text: " two" },
        { type: "textAdded", turnId: "t1", part: "answer", text: " four" },
      ),
      0,
    );
    expect(model.state?.turns).toEqual([
      { ...done, thought: { ...done.thought, text: "one two" }, answer: "three four" },
    ]);
    expect([thought.length, answer.length]).toEqual([7, 10]);
    expect(model.texts.of(done)).toEqual({ thought, answer });
  });

  it("takes actions in order", () => {
    const model = started();
    model.receive(actions({ type: "turnAdded", turn: turn() }, thinking("one "), thinking("two")), 0);
    expect(model.state?.turns[0]?.thought.text).toBe("one two");
  });

  it("announces the steps of the last turn, each once, and never tokens", () => {
    const model = started();
    const said: string[] = [];
    const step = (...list: PanelAction[]) => {
      model.receive(actions(...list), 0);
      said.push(model.announcement);
    };
    step({ type: "turnAdded", turn: turn() });
    step(thinking("secret"));
    step(thinking("more"));
    step({ type: "turnEvent", turnId: "t1", event: { type: "thinkingDone", ms: 1, tokens: 2 }, at: 0 });
    step({ type: "turnEvent", turnId: "t1", event: { type: "answer", text: "three" }, at: 0 });
    step({ type: "turnEvent", turnId: "t1", event: { type: "answer", text: "four" }, at: 0 });
    step({ type: "turnEnded", turnId: "t1", status: "done" });
    step({ type: "contextChanged", context: [], automaticContext: true });
    expect(said).toEqual(["", "Thinking", "Thinking", "Thinking", "Answer started", "Answer started", "Done", "Done"]);
  });

  it("announces a stop and a failure, but nothing of a snapshot", () => {
    const error = { code: "engineStopped", message: "The engine stopped.", hint: "Retry." } as const;
    const model = started();
    model.receive(actions({ type: "turnAdded", turn: turn() }, { type: "turnFailed", turnId: "t1", error }), 0);
    expect(model.announcement).toBe("The engine stopped.");
    model.receive(
      actions({ type: "turnAdded", turn: turn({ id: "t2" }) }, { type: "turnEnded", turnId: "t2", status: "stopped" }),
      0,
    );
    expect(model.announcement).toBe("Stopped");
    const fresh = new PanelModel();
    fresh.receive({ type: "snapshot", state: { ...emptyPanelState, turns: [turn({ status: "done" })] } }, 0);
    expect(fresh.announcement).toBe("");
  });

  it("tells the time of a host whose clock is another one", () => {
    const model = started();
    expect(model.hostTime(1_000)).toBe(1_000);
    model.receive(actions({ type: "turnAdded", turn: turn() }, thinking("a", 500_000)), 2_080);
    model.receive(actions(thinking("b", 501_000)), 3_010);
    model.receive(actions(thinking("c", 502_000)), 4_500);
    // The quickest message took 10 ms at most: its difference counts.
    expect(model.hostTime(5_010)).toBe(503_000);
  });
});
