import { describe, expect, it } from "vitest";
import { OpenThought } from "../../../language-server/chat/openThought.js";
import { runGroup, type GroupTurnRequest, type WrittenAnswer } from "../../../language-server/chat/runGroup.js";
import type { Engine, GenerateEvent, GenerateRequest, GroupEvent } from "../../../language-server/engine/engine.js";
import { thoughtForms } from "../../../language-server/thinking/thoughtForms.js";
import type { ModelService, ReadyModel } from "../../../language-server/models/modelService.js";

const never = new AbortController().signal;
const usage = { promptTokens: 9, evaluatedTokens: 9, generatedTokens: 1, ttftMs: 1, tokensPerSecond: 1 };
const text = (candidate: number, piece: string): GroupEvent => ({ type: "text", candidate, text: piece, tokens: 1 });
const ended = (candidate: number): GroupEvent => ({ type: "ended", candidate, reason: "end" });
const request: GroupTurnRequest = {
  lane: "edit",
  prompt: [{ text: "question" }],
  model: { sampling: { temperature: 0, topP: 1 } } as ReadyModel,
  limits: { maxTokens: 400, thoughtTokens: 300 },
  sampling: { temperature: 0.6, topP: 0.95 },
  count: 3,
};

/** An engine whose group plays what the test yields, and whose single generations answer at once. */
function engineOf(play: () => AsyncGenerator<GroupEvent, void, undefined>) {
  const asked: GenerateRequest[] = [];
  const state = { closed: false };
  const engine = {
    async *generateGroup() {
      try {
        yield* play();
      } finally {
        state.closed = true;
      }
    },
    async *generate(single: GenerateRequest): AsyncGenerator<GenerateEvent, void, undefined> {
      asked.push(single);
      await Promise.resolve();
      yield { type: "text", text: "late answer", tokens: 2 };
      yield { type: "done", reason: "end", usage: { ...usage, generatedTokens: 2 } };
    },
  } as unknown as Engine;
  const models = { begin: () => () => undefined } as unknown as ModelService;
  return { parts: { engine, models, thought: new OpenThought() }, asked, state };
}

describe("a group of answers", () => {
  it("goes on without those that nobody waits for, and asks them alone", async () => {
    const { parts, asked, state } = engineOf(async function* () {
      await Promise.resolve();
      yield { type: "prefill", evaluated: 9, total: 9 };
      for (const candidate of [0, 1, 2]) yield text(candidate, `thought ${String(candidate)}`);
      yield text(1, "</think>answer 1");
      expect(parts.thought.close()).toBe(true);
      // Nothing more is open: a second wish changes nothing.
      expect(parts.thought.close()).toBe(false);
      yield text(0, " that goes on");
      yield text(2, "</think>too late");
      yield ended(1);
      throw new Error("The group was not left.");
    });
    const written: WrittenAnswer[] = [];
    const cost = await runGroup(
      parts,
      request,
      () => undefined,
      never,
      (one) => written.push(one),
    );
    expect(state.closed).toBe(true);
    expect(written.map((one) => [one.answer, "turn" in one && one.turn.answer])).toEqual([
      [1, "answer 1"],
      [0, "late answer"],
      [2, "late answer"],
    ]);
    expect(written.map((one) => "turn" in one && one.turn.thinking)).toMatchObject([
      { text: "thought 1" },
      { text: "thought 0", closedBy: "answerNow" },
      { text: "thought 2", closedBy: "answerNow" },
    ]);
    expect(asked.map(({ prompt }) => prompt)).toEqual([
      [{ text: "question" }, { text: "thought 0" }, { special: thoughtForms.think.prompt.close }],
      [{ text: "question" }, { text: "thought 2" }, { special: thoughtForms.think.prompt.close }],
    ]);
    // Four tokens of the group that counted, and twice two; the prompt was evaluated once.
    expect(cost).toMatchObject({ promptTokens: 9, generatedTokens: 8 });
  });

  it("shows the first answer only", async () => {
    const { parts } = engineOf(async function* () {
      await Promise.resolve();
      for (const candidate of [2, 1, 0]) yield text(candidate, `t${String(candidate)}</think>a${String(candidate)}`);
      for (const candidate of [1, 0, 2]) yield ended(candidate);
      yield { type: "done", usage };
    });
    const shown: string[] = [];
    await runGroup(
      parts,
      request,
      (event) => shown.push("text" in event ? event.text : event.type),
      never,
      () => undefined,
    );
    expect(shown).toEqual(["t0", "thinkingDone", "a0"]);
  });

  it("tells of an answer that has no room left for itself, and throws what the engine throws", async () => {
    const { parts } = engineOf(async function* () {
      await Promise.resolve();
      yield { type: "text", candidate: 0, text: "long", tokens: 390 };
      yield ended(0);
      for (const candidate of [1, 2]) {
        yield text(candidate, "t</think>a");
        yield ended(candidate);
      }
    });
    const written: WrittenAnswer[] = [];
    await runGroup(
      parts,
      request,
      () => undefined,
      never,
      (one) => written.push(one),
    );
    expect(written.find(({ answer }) => answer === 0)).toMatchObject({ failure: { data: { code: "thoughtOnly" } } });

    const broken = engineOf(async function* () {
      await Promise.resolve();
      yield text(0, "t");
      throw new Error("the engine stopped");
    });
    await expect(
      runGroup(
        broken.parts,
        request,
        () => undefined,
        never,
        () => undefined,
      ),
    ).rejects.toThrow("the engine stopped");
  });
});
