import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../protocol/events.js";
import { reducePanel, type PanelAction } from "../../../protocol/panel/reduce.js";
import { emptyPanelState, type PanelState, type ProposalCard, type Turn } from "../../../protocol/panel/state.js";

const turn: Turn = {
  id: "t1",
  command: "fix",
  question: "Fix it",
  context: [{ id: "c1", label: "cart.ts 12–31", title: "src/cart.ts" }],
  status: "waiting",
  thought: { text: "", closed: false },
  answer: "",
};
const card: ProposalCard = {
  id: "p1",
  files: [{ path: "cart.ts", kind: "edit", added: 1, removed: 1, hunks: 1, accepted: 0, state: "open" }],
  state: "open",
};
const error = { code: "engineStopped", message: "The engine stopped.", hint: "Ask again." } as const;
const score = { rewards: [], reward: 0, advantage: 0, votes: 1 };
const candidates = [
  { thought: { text: "b", closed: true }, answer: "best", score },
  { thought: { text: "c", closed: true }, answer: "none", score, failure: error },
] as const;
const usage = { promptTokens: 9, evaluatedTokens: 4, generatedTokens: 7, ttftMs: 12, tokensPerSecond: 30 };

const place = { line: 4, character: 0 };
const definition = { path: "a.ts", range: { start: place, end: place }, tokens: 12 };

const state = (change: Partial<Turn>): PanelState => ({ ...emptyPanelState, turns: [{ ...turn, ...change }] });
const event = (what: TurnEvent, at = 50): PanelAction => ({ type: "turnEvent", turnId: "t1", event: what, at });

/** What each action makes of a turn. */
const table: readonly (readonly [name: string, before: Partial<Turn>, action: PanelAction, after: Partial<Turn>])[] = [
  ["phase", {}, event({ type: "phase", phase: "queued" }), { phase: { name: "queued" } }],
  [
    "the block of a Fix All",
    { status: "thinking" },
    event({ type: "block", block: 2, total: 5, isAnswering: true }),
    { block: { block: 2, total: 5, isAnswering: true } },
  ],
  [
    "definitions of a fix",
    {},
    event({ type: "definitions", definitions: [definition] }),
    { definitions: [definition] },
  ],
  [
    "definitions of its next block",
    { definitions: [definition] },
    event({ type: "definitions", definitions: [definition, { ...definition, path: "b.ts" }] }),
    { definitions: [definition, { ...definition, path: "b.ts" }] },
  ],
  [
    "phase with progress",
    { phase: { name: "queued" } },
    event({ type: "phase", phase: "loading", progress: 0.4 }),
    { phase: { name: "loading", progress: 0.4 } },
  ],
  [
    "first piece of a thought",
    {},
    event({ type: "thinking", text: "a" }),
    { status: "thinking", thinkingSince: 50, thought: { text: "a", closed: false } },
  ],
  [
    "more of a thought",
    { status: "thinking", thinkingSince: 50, thought: { text: "a", closed: false } },
    event({ type: "thinking", text: "b", tokens: 7, budget: 512 }, 90),
    { status: "thinking", thinkingSince: 50, thought: { text: "ab", closed: false, tokens: 7, budget: 512 } },
  ],
  [
    "end of a thought",
    { status: "thinking", thought: { text: "a", closed: false } },
    event({ type: "thinkingDone", ms: 4200, tokens: 96, closedBy: "loop" }),
    { status: "thinking", thought: { text: "a", closed: true, ms: 4200, tokens: 96, closedBy: "loop" } },
  ],
  ["answer", { answer: "x" }, event({ type: "answer", text: "y" }), { status: "answering", answer: "xy" }],
  [
    "how the conversation fits into the context",
    {},
    event({ type: "context", leftOutTurns: 2, promptTokens: 900, contextSize: 4096 }),
    { contextUse: { leftOutTurns: 2, promptTokens: 900, contextSize: 4096 } },
  ],
  ["usage", {}, event({ type: "usage", ...usage }), { usage }],
  [
    "the candidates are ranked: what the first one streamed gives way to the best",
    { answer: "first", thought: { text: "a", closed: true }, proposal: card },
    { type: "candidatesRanked", turnId: "t1", candidates },
    { answer: "best", thought: { text: "b", closed: true }, proposal: card, candidates: { shown: 0, all: candidates } },
  ],
  [
    "a candidate that is not there",
    { answer: "best", proposal: card, candidates: { shown: 0, all: candidates } },
    { type: "candidateShown", turnId: "t1", candidate: 2 },
    { answer: "best", proposal: card, candidates: { shown: 0, all: candidates } },
  ],
  [
    "proposal as an event: the card comes by itself",
    {},
    event({
      type: "proposal",
      proposal: { id: "p1", files: [], summary: "", checks: [] },
    }),
    {},
  ],
  [
    "error as an event",
    { phase: { name: "reading" }, answer: "part" },
    event({ type: "error", ...error }),
    { status: "failed", answer: "part", thought: { text: "", closed: true }, error },
  ],
  [
    "end",
    { phase: { name: "reading" }, status: "answering", answer: "x" },
    { type: "turnEnded", turnId: "t1", status: "done" },
    { status: "done", answer: "x", thought: { text: "", closed: true } },
  ],
  [
    "stop in a thought",
    { status: "thinking", thought: { text: "a", closed: false } },
    { type: "turnEnded", turnId: "t1", status: "stopped" },
    { status: "stopped", thought: { text: "a", closed: true } },
  ],
  [
    "failure keeps what was written",
    { status: "answering", answer: "part" },
    { type: "turnFailed", turnId: "t1", error },
    { status: "failed", answer: "part", thought: { text: "", closed: true }, error },
  ],
  ["proposal", {}, { type: "proposalAdded", turnId: "t1", proposal: card }, { proposal: card }],
  [
    "proposal's state",
    { proposal: card },
    { type: "proposalChanged", proposal: { ...card, state: "stale" } },
    { proposal: { ...card, state: "stale" } },
  ],
  [
    "state of an unknown proposal",
    { proposal: card },
    { type: "proposalChanged", proposal: { ...card, id: "p2", state: "accepted" } },
    { proposal: card },
  ],
  ["an unknown turn", {}, { type: "turnEnded", turnId: "t9", status: "done" }, {}],
];

describe("reducePanel", () => {
  it("takes the proposal away where the candidate that is shown is no edit", () => {
    const before = state({ answer: "best", proposal: card, candidates: { shown: 0, all: candidates } });
    const action: PanelAction = { type: "candidateShown", turnId: "t1", candidate: 1 };
    const after = { answer: "none", thought: { text: "c", closed: true }, candidates: { shown: 1, all: candidates } };
    expect(reducePanel(before, action)).toEqual(state(after));
  });

  it.each(table)("%s", (_, before, action, after) => {
    const given = state(before);
    const frozen = structuredClone(given);
    const { phase: __, ...rest } = { ...turn, ...before, ...after };
    const keepsPhase = action.type === "turnEvent" && action.event.type !== "error";
    const phase = keepsPhase ? (after.phase ?? before.phase) : undefined;
    expect(reducePanel(given, action)).toEqual({
      ...emptyPanelState,
      turns: [phase === undefined ? rest : { ...rest, phase }],
    });
    expect(given).toEqual(frozen);
  });

  it("starts, removes and continues turns", () => {
    const queued = { ...turn, id: "t2", queued: true } as const;
    const given = { ...emptyPanelState, turns: [turn, queued] };
    expect(reducePanel(given, { type: "turnStarted", turnId: "t2" }).turns[1]).not.toHaveProperty("queued");
    expect(reducePanel(given, { type: "turnRemoved", turnId: "t2" }).turns).toEqual([turn]);
    expect(reducePanel(given, { type: "turnContinued", turnId: "t1" }).turns[0]?.continued).toBe(true);
    const stopped = reducePanel(given, { type: "turnEnded", turnId: "t2", status: "stopped" });
    expect(stopped.turns[1]).not.toHaveProperty("queued");
  });

  it("adds turns at the end, and opens other ones without touching model and context", () => {
    const model = { state: "loading", isDemo: false, progress: 0.5 } as const;
    const actions: readonly PanelAction[] = [
      { type: "modelChanged", model },
      { type: "contextChanged", context: turn.context, automaticContext: false },
      { type: "turnAdded", turn },
      { type: "turnAdded", turn: { ...turn, id: "t2" } },
    ];
    const full = actions.reduce(reducePanel, emptyPanelState);
    expect(full.turns.map(({ id }) => id)).toEqual(["t1", "t2"]);
    const conversation = { id: "c", title: "Another" };
    const opened = { ...full, conversation, turns: [turn], context: turn.context, model };
    expect(reducePanel(full, { type: "conversationOpened", conversation, turns: [turn] })).toEqual(opened);
    const named = { id: "c", title: "A better title" };
    expect(reducePanel(opened, { type: "conversationNamed", conversation: named })).toEqual({
      ...opened,
      conversation: named,
    });
  });

  it("leaves the other turns the same objects, so that only one is drawn anew", () => {
    const two = { ...emptyPanelState, turns: [turn, { ...turn, id: "t2" }] };
    const after = reducePanel(two, event({ type: "answer", text: "x" }));
    expect(after.turns[1]).toBe(two.turns[1]);
    expect(after.turns[0]).not.toBe(two.turns[0]);
  });

  it("makes the same of a text however it is cut into events", () => {
    const cut = (text: string, cuts: readonly number[]): readonly string[] => {
      const at = [...new Set(cuts.map((cutAt) => cutAt % (text.length + 1)))].sort((a, b) => a - b);
      return [0, ...at].map((start, index) => text.slice(start, at[index]));
    };
    const cuts = fc.array(fc.nat(), { maxLength: 12 });
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
    const play = (thought: readonly string[], answer: readonly string[]) =>
      [
        { type: "turnAdded", turn } as const,
        ...thought.map((piece) => event({ type: "thinking", text: piece })),
        event({ type: "thinkingDone", ms: 1, tokens: 2 }),
        ...answer.map((piece) => event({ type: "answer", text: piece })),
        event({ type: "usage", ...usage }),
        { type: "turnEnded", turnId: "t1", status: "done" } as const,
      ].reduce(reducePanel, emptyPanelState);
    fc.assert(
      fc.property(text, text, cuts, cuts, (thought, answer, thoughtCuts, answerCuts) => {
        expect(play(cut(thought, thoughtCuts), cut(answer, answerCuts))).toEqual(play([thought], [answer]));
      }),
    );
  });
});
