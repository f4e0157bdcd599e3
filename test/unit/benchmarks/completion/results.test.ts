import { describe, expect, test } from "vitest";
import { acceptable } from "../../../../benchmarks/completion/accepting.js";
import {
  abortInBatches,
  chatRatios,
  figuresOf,
  type CompletionResults,
  type ModeResults,
} from "../../../../benchmarks/completion/figures.js";
import { measure, type Measures, type Session } from "../../../../benchmarks/completion/measures.js";
import { LeastRecentlyUsed } from "../../../../benchmarks/completion/peer/leastRecentlyUsed.js";
import { splitAt } from "../../../../benchmarks/completion/peer/llamaVscode.js";
import { isDiscarded, linesOf, shortened } from "../../../../benchmarks/completion/peer/llamaVscodeFilters.js";
import { planTrace } from "../../../../benchmarks/completion/plannedTrace.js";
import { similarity } from "../../../../benchmarks/completion/quality.js";
import { noStep } from "../../../../benchmarks/completion/replay.js";
import { chartOf, reportOf } from "../../../../benchmarks/completion/report.js";
import { reaches } from "../../../../benchmarks/support/results.js";

const uri = "file:///workspace/a.ts";
const place = (text: string, offset: number) => ({ uri, languageId: "typescript", version: 1, text, offset });

describe("accepting", () => {
  const edits = Array.from("let a = b;\nc()").map((char, at) => ({
    t_ms: at * 100,
    kind: "edit" as const,
    uri,
    edits: [[at, at, char] as const],
    caret: at + 1,
  }));
  const trace = planTrace({
    name: "x",
    events: [{ t_ms: 0, kind: "open", uri, text: "" }, ...edits],
  });
  const suggest = (text: string) =>
    acceptable(place("let", 3), { text, start: 3, end: 3, known: true }, trace.byState, 3);

  test("what leads to where the user goes is accepted, as much of it as does", () => {
    expect(suggest(" a = b;\nc()")).toMatchObject({ how: "whole", at: edits.length });
    expect(suggest(" a = b;\nd()")).toMatchObject({ how: "line", at: 10, text: "let a = b;" });
    expect(suggest(" a = b;")).toMatchObject({ how: "whole", at: 10 });
    expect(suggest(" x = b;")).toBeUndefined();
  });

  test("two letters are typed sooner", () => {
    expect(suggest(" a")).toBeUndefined();
  });

  test("the goal of an event is the document at the end of its piece", () => {
    expect(trace.events[4]?.goal).toBe("let a = b;\nc()");
    expect(trace.events[4]?.gapMs).toBe(100);
  });
});

describe("measures", () => {
  const call = { at: 0, prompt: 100, aborted: false };
  const session: Session = {
    cpuSeconds: 3,
    calls: [
      { ...call, event: noStep, foreground: false, evaluated: 100, generated: 0 },
      { ...call, event: 0, foreground: true, evaluated: 10, generated: 8 },
      { ...call, event: 1, foreground: true, evaluated: 50, generated: 2 },
      { ...call, event: 1, foreground: false, evaluated: 40, generated: 10 },
    ],
    replay: {
      steps: [
        { kind: "line", at: 0, opportunity: true, pauseMs: 100, shown: { afterMs: 30, text: "ab", known: false } },
        { kind: "enter", at: 100, opportunity: true, pauseMs: 1000 },
        { kind: "line", at: 200, opportunity: true, pauseMs: 2000, shown: { afterMs: 0, text: "b", known: true } },
        { kind: "line", at: 300, opportunity: false, pauseMs: 100 },
      ],
      // The second lies inside the first.
      cameTrue: [
        { goal: "xxabcd", from: 2, to: 6 },
        { goal: "xxabcd", from: 3, to: 5 },
        { goal: "xxabcd", from: 4, to: 4 },
      ],
      accepted: { whole: 1, line: 0, word: 0 },
      violations: [{ kind: "unbalances", place: place("", 0), text: ")" }],
      durationMs: 1000,
    },
  };

  test("are counted as the report says", () => {
    const of = measure([session], (text) => text.length);
    expect(of.line).toEqual({ keys: 3, foreground: 10 / 3, all: 10 / 3 });
    expect(of.enter).toEqual({ keys: 1, foreground: 50, all: 90 });
    expect(of.reuse).toBe(1 - 200 / 400);
    expect(of.coverage).toBeCloseTo(2 / 3);
    expect(of.coverageOfPauses).toBe(0.5);
    expect(of.waiting).toEqual({ count: 1, p50: 30, p95: 30 });
    expect(of.latency.count).toBe(2);
    expect(of.callsPerKey).toBe(1);
    expect(of.foregroundCallsPerKey).toBe(0.5);
    expect(of.known).toBe(0.5);
    // Four of twenty tokens came true.
    expect(of.wasted).toBeCloseTo(0.8);
    expect(of.violations).toEqual({ unbalances: 1 });
  });

  test("figures are held against their goals, and the report and the chart have them", () => {
    const measured: Measures = measure([session], (text) => text.length);
    const cost = (ms: number, evaluated: number) => ({ ms, evaluated });
    const mode: ModeResults = {
      ponder: measured,
      peer: { name: "peer", measures: { ...measured, cpuSeconds: 12 } },
      others: [],
      interference: {
        idle: [cost(100, 60)],
        duringChat: [cost(240, 60)],
        afterChat: [cost(100, 50)],
        batchMs: 100,
      },
      aborts: [{ ms: 50, batchMs: 100 }],
    };
    expect(chatRatios(mode.interference)).toEqual({ inChat: 1.4, inChatWhole: 2.4, tokensAfter: 50 / 60 });
    expect(abortInBatches(mode.aborts)).toBe(0.5);
    const layout = { name: "Ponder", line: 1.5, enter: 100, lineKeys: 9, enterKeys: 1, reuse: 0.99, promptTokens: 500 };
    const score = { way: "alone", asked: 10, shown: 5, exact: 2, similarity: 0.4, similarityOfShown: 0.8 };
    const results: CompletionResults = {
      layouts: [layout],
      virtual: mode,
      real: [
        { ...mode, key: "small", name: "Small model", machine: "a thread", sessions: ["python"], sessionSeconds: 60 },
      ],
      quality: [score],
    };
    const figures = figuresOf(results);
    expect(figures["virtual_cpu_vs_peer"]).toMatchObject({ value: 0.25, goal: { comparison: "<=", value: 0.35 } });
    expect(figures["demo_exact_alone"]?.value).toBe(0.2);
    const missed = Object.entries(figures).filter(([, figure]) => !reaches(figure));
    expect(missed.map(([name]) => name.replace(/^(virtual|real_small)_/, ""))).toEqual([
      "prompt_tokens_per_enter",
      ...["wait_p50_vs_peer", "wait_p95_vs_peer", "calls_per_key", "wasted_share_of_generated", "violations"],
      "completion_in_chat_vs_idle",
      ...["wait_p50_vs_peer", "wait_p95_vs_peer", "calls_per_key", "wasted_share_of_generated", "violations"],
      "completion_in_chat_vs_idle",
    ]);
    const text = reportOf(results, figures, {
      date: "2026-01-01",
      machine: "a machine",
      load: [0, 1],
      files: [],
      traces: "one",
      virtualMachine: "Virtual.",
    });
    expect(text).toContain("| `prompt_tokens_per_enter` | 100 tokens | <= 90 | **no** |");
    expect(text).toContain("1 unbalances");
    expect(text).toContain(
      "### Small model\n\na thread; the pieces that are typed in the first 60 s of these sessions: python.",
    );
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(chartOf(results).match(/<rect class="bar"/g)).toHaveLength(1 + 2 * 6);
  });
});

test("edit similarity", () => {
  expect(similarity("abc", "abc")).toBe(1);
  expect(similarity("abcd", "abxd")).toBe(0.75);
  expect(similarity("", "abc")).toBe(0);
});

describe("llama.vscode's policy", () => {
  test("the document is cut as it does: lines above, the line up to the caret, the rest with lines below", () => {
    const { question, indentation, lineSuffix } = splitAt(place("a\n  b = c;\nd\n", 8));
    expect(question).toEqual({ inputPrefix: "a\n", prompt: "  b = ", inputSuffix: "c;\nd\n\n" });
    expect([indentation, lineSuffix]).toEqual([2, "c;"]);
    expect(splitAt(place("a\n    \nb", 6)).question.prompt).toBe("");
  });

  test("answers that repeat what follows are not shown", () => {
    const at = splitAt(place("x\n\nnext();\nafter();\n", 2));
    expect(isDiscarded(linesOf("next();"), at)).toBe(true);
    expect(isDiscarded(linesOf("next();\nafter();\n"), at)).toBe(true);
    expect(isDiscarded(linesOf("other();"), at)).toBe(false);
    expect(isDiscarded(linesOf("\n  \n"), at)).toBe(true);
  });

  test("what stands behind the caret is cut off, or one line is left", () => {
    expect(shortened(["a, b);"], ");")).toBe("a, b");
    expect(shortened(["a", "b"], ")")).toBe("a");
    expect(shortened(["a", "b"], "")).toBe("a\nb");
  });

  test("its cache forgets what was not used for longest", () => {
    const cache = new LeastRecentlyUsed(2);
    cache.put("a", "1");
    cache.put("b", "2");
    cache.get("a");
    cache.put("c", "3");
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["1", undefined, "3"]);
  });
});
