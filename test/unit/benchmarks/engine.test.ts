import type { Token } from "node-llama-cpp";
import { expect, test } from "vitest";
import { compare } from "../../../benchmarks/engine/comparison.js";
import { figuresOf, type Results } from "../../../benchmarks/engine/figures.js";
import { parseLlamaBench } from "../../../benchmarks/engine/llamaBench.js";
import { costsOf } from "../../../benchmarks/engine/lookup.js";
import { summaryOf } from "../../../benchmarks/engine/lookupSummary.js";
import { leastCost } from "../../../benchmarks/engine/lookupBound.js";
import { demoModel, type BenchmarkModel } from "../../../benchmarks/engine/models.js";
import type { Cost, Parity } from "../../../benchmarks/engine/parity.js";
import type { Answer } from "../../../benchmarks/engine/ponderEngine.js";
import { PromptMaker } from "../../../benchmarks/engine/prompts.js";
import { chartOf, reportOf } from "../../../benchmarks/engine/report.js";
import { neededAcceptance } from "../../../benchmarks/engine/stepCost.js";
import { reaches } from "../../../benchmarks/support/results.js";

const big: BenchmarkModel = { ...demoModel, key: "r1", name: "big", repeats: 1 };

const cost = (wallMs: number, cpuMs: number | undefined = wallMs, generatedTokens = 1): Cost => ({
  wallMs,
  cpuMs,
  generatedTokens,
});

/** Ponder takes half of llama-server's time for all but the decoding, for which it takes twice of it per token. */
const parity: Parity = {
  model: big,
  threads: 1,
  tasks: {
    cold128: { ponder: [cost(50), cost(60)], server: [cost(100), cost(120)] },
    warm: { ponder: [cost(5)], server: [cost(10)] },
    decode: { ponder: [cost(100, 100, 5)], server: [cost(100, 100, 10)] },
    cold512: { ponder: [cost(200)], server: [cost(400)] },
  },
  bench: [{ promptSpeed: 40, decodeSpeed: 15 }],
  memory: undefined,
};

const answer = (cpuMs: number | undefined, text: string, counts: Partial<Answer["usage"]> = {}): Answer => ({
  wallMs: cpuMs ?? 1,
  cpuMs,
  promptTokens: 10,
  evaluatedTokens: 1,
  generatedTokens: 100,
  text,
  usage: { promptTokens: 10, evaluatedTokens: 1, generatedTokens: 100, ttftMs: 1, tokensPerSecond: 1, ...counts },
});

const results: Results = {
  parity: [parity],
  interference: [
    {
      model: big,
      idle: [100, 110, 90],
      duringChat: [170, 180, 160],
      batch: [30, 30, 30],
      defaultIdle: [100],
      defaultDuringChat: [1700],
    },
  ],
  aborts: [
    {
      model: big,
      all: [
        { phase: "prefill", ms: 64, stepMs: 64, stepTokens: 64, tokensAfter: 64, cpuAfterMs: 0 },
        { phase: "decode", ms: 2, stepMs: 10, stepTokens: 1, tokensAfter: 1, cpuAfterMs: undefined },
      ],
    },
  ],
  lookup: [
    {
      plain: { ...answer(300, "same"), code: { tokens: 40, wallMs: 80, cpuMs: 80 } },
      lookup: {
        ...answer(100, "same", { draftedTokens: 100, acceptedTokens: 50 }),
        code: { tokens: 40, wallMs: 20, cpuMs: 40 },
      },
    },
    { plain: answer(100, "one"), lookup: answer(100, "other") },
  ],
  forcedLookup: {
    model: big,
    threads: 1,
    answers: [
      {
        plain: { all: { tokens: 50, wallMs: 500, cpuMs: 500 }, drafted: 0, accepted: 0 },
        lookup: { all: { tokens: 50, wallMs: 125, cpuMs: 250 }, drafted: 40, accepted: 25 },
      },
    ],
  },
  stepCosts: [
    { model: demoModel, threads: 1, steps: [1, 4].map((tokens) => ({ tokens, ms: Math.sqrt(tokens) })) },
    {
      model: big,
      threads: 1,
      steps: [
        { tokens: 1, ms: 10 },
        { tokens: 2, ms: 15 },
        { tokens: 4, ms: 42 },
      ],
    },
  ],
  lookupBounds: [{ model: demoModel, speed: 1.3, answers: 88 }],
  identity: { prompts: 200, same: 199, drafted: 10, accepted: 5 },
  leaks: {
    requests: 1000,
    aborted: 400,
    failed: 0,
    before: { files: 20, threads: 11, memory: 100 * 2 ** 20 },
    after: { files: 21, threads: 11, memory: 104 * 2 ** 20 },
  },
  threads: { model: big, points: [{ threads: 1, promptSpeed: 40, decodeSpeed: 15 }] },
};

test("llama-bench's two tests are told apart", () => {
  const json = JSON.stringify([
    { n_prompt: 0, n_gen: 16, avg_ts: 18.9 },
    { n_prompt: 128, n_gen: 0, avg_ts: 43.3 },
  ]);
  expect(parseLlamaBench(json)).toEqual({ promptSpeed: 43.3, decodeSpeed: 18.9 });
  expect(() => parseLlamaBench("[]")).toThrow("left out");
});

test("times and speeds are ratios of the same direction as their names", () => {
  const by = new Map(compare(parity).map((comparison) => [comparison.task, comparison]));
  expect(by.get("warm")).toMatchObject({ as: "time", cpu: { median: 0.5 } });
  expect(by.get("cold512")).toMatchObject({ as: "speed", cpu: { median: 2 } });
  expect(by.get("decode")).toMatchObject({ as: "speed", cpu: { median: 0.5 }, wall: { median: 0.5 } });
});

test("without CPU times the wall times decide", () => {
  const unknown = { ...cost(5), cpuMs: undefined };
  const [, warm] = compare({ tasks: { ...parity.tasks, warm: { ponder: [unknown], server: [cost(10)] } } });
  expect(warm).toMatchObject({ task: "warm", cpu: undefined, wall: { median: 0.5 } });
});

test("figures are held against their goals", () => {
  const figures = figuresOf(results);
  expect(figures.r1_1t_decode_speed).toEqual({ value: 0.5, unit: "ratio", goal: { comparison: ">=", value: 0.97 } });
  expect(figures.r1_completion_in_chat_sooner_than_default_batching?.value).toBe(10);
  expect(figures.r1_completion_in_chat_vs_idle?.value).toBe(1.4);
  // p95 of 2 and 64 ms, against 128 tokens at a millisecond each.
  expect(figures.r1_abort_p95_in_batches?.value).toBeCloseTo(60.9 / 128, 2);
  const missed = Object.entries(figures).filter(([, figure]) => !reaches(figure));
  expect(missed.map(([name]) => name)).toEqual([
    "r1_1t_decode_speed",
    "demo_lookup_identical",
    "demo_lookup_identical_of_200",
    "demo_after_1000_requests_more_files",
  ]);
  expect(figures.demo_after_1000_requests_more_memory?.value).toBe(4);
  expect(figures.demo_lookup_decode_speed_of_code_wall?.value).toBe(4);
  expect(figures.r1_lookup_decode_speed?.value).toBe(2);
  expect(figures.demo_lookup_bound).toEqual({ value: 1.3, unit: "ratio" });
  expect(figures.r1_lookup_decode_speed_wall?.value).toBe(4);
});

test("lookup is summed over all answers", () => {
  expect(summaryOf(costsOf(results.lookup))).toEqual({
    speed: 2,
    speedWall: 2,
    code: { share: 0.2, timeShare: 0.2, speed: 2, speedWall: 4 },
    thought: undefined,
    tokensPerStep: 200 / 150,
    acceptance: 0.5,
  });
});

test("a step of several tokens pays where its guesses are right often enough", () => {
  // 1 + p is to be 1.5, 1 + p + p² is to be 1.75.
  expect(neededAcceptance(2, 1.5, 1)).toBeCloseTo(0.5, 5);
  expect(neededAcceptance(3, 1.75, 1)).toBeCloseTo(0.5, 5);
  expect(neededAcceptance(2, 1, 1)).toBeCloseTo(0, 5);
  expect(neededAcceptance(2, 1.4, 1.5)).toBeUndefined();
});

test("who never guesses wrong takes the steps that are worth it", () => {
  const steps = [
    { tokens: 1, ms: 10 },
    { tokens: 2, ms: 15 },
    { tokens: 4, ms: 42 },
  ];
  const least = (asked: readonly number[], text: readonly number[]) =>
    leastCost({ asked: asked as Token[], text: text as Token[] }, steps);
  // Nothing stood anywhere before: a step each.
  expect(least([1, 2], [3, 4, 5])).toBe(3);
  // Two steps of two; one of four costs more.
  expect(least([1, 2, 3, 4], [1, 2, 3, 4])).toBe(3);
  // A text may repeat itself, and the last step may be longer than what is left.
  expect(least([9], [7, 7, 7])).toBe(2.5);
  // A cheap step of four is taken even where only two of its guesses are right.
  const cheap = [
    { tokens: 1, ms: 10 },
    { tokens: 4, ms: 12 },
  ];
  expect(leastCost({ asked: [1, 2] as Token[], text: [1, 2, 3] as Token[] }, cheap)).toBe(1.2);
});

test("the report names what was missed, and the chart has every row", () => {
  const text = reportOf(results, figuresOf(results), {
    date: "2026-01-01",
    machine: "a machine",
    load: [0.5, 1],
    engine: "ours",
    peer: "theirs",
  });
  expect(text).toContain("| `r1_1t_decode_speed` | 0.5 ratio | >= 0.97 | **no** |");
  expect(text).toContain("| 100 (90–110) | 170 (160–180) | 30 (30–30) |");
  expect(text).toContain("| big | 2 | 15.00 ms | 1.50 | 1.33× | 50 % | never |");
  expect(text).toContain("| big | 4 | 42.00 ms | 4.20 | 0.95× | never | never |");
  expect(text).toContain("would write the 88 right answers\n1.30 times as fast with the demo model");
  expect(text).not.toMatch(/NaN|undefined/);
  expect(chartOf(results).match(/<rect class="bar"/g)).toHaveLength(7);
});

test("prompts have an exact number of tokens and are the same for a seed", async () => {
  const tokenize = (text: string) => Promise.resolve(text.length % 2 === 0 ? [1] : [1, 2]);
  const [one, two] = [await PromptMaker.create(tokenize, 3), await PromptMaker.create(tokenize, 3)];
  const text = one.text(50);
  expect(text.split(" ").slice(1)).toHaveLength(50);
  expect(text.split(" ").every((word) => word.length % 2 === 1 || word === "")).toBe(true);
  expect(two.text(50)).toBe(text);
  expect(one.text(50)).not.toBe(text);
  await expect(PromptMaker.create(() => Promise.resolve([1, 2]), 3)).rejects.toThrow("too few");
});
