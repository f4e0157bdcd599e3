import { median, quantile } from "../support/statistics.js";
import type { EngineCall } from "./engineLog.js";
import type { CameTrue, Replay, Step } from "./replay.js";

/** A replay with what the engine did in it. */
export interface Session {
  readonly replay: Replay;
  readonly calls: readonly EngineCall[];
  /** Time that the engine computed, in seconds of one processor. */
  readonly cpuSeconds: number;
}

/** Prompt tokens that a kind of keystroke costs, on average. */
export interface KeyCost {
  readonly keys: number;
  /** For what somebody waits. */
  readonly foreground: number;
  /** Work ahead with it. */
  readonly all: number;
}

/** What is there sooner needed no engine, in milliseconds. */
const atOnceMs = 20;

/** Milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
}

/** Tokens of foreground calls, and of work ahead. */
export interface TokenCounts {
  readonly evaluated: number;
  readonly generated: number;
  readonly evaluatedAhead: number;
  readonly generatedAhead: number;
  /** Of the tokens evaluated ahead, those that somebody who waited found in the cache; undefined: not counted. */
  readonly foundAhead: number | undefined;
}

/** The figures of one system over all sessions. */
export interface Measures {
  readonly keystrokes: number;
  readonly line: KeyCost;
  readonly enter: KeyCost;
  /** The first key at another place. */
  readonly jump: KeyCost;
  /** Where the engine's tokens went. */
  readonly tokens: TokenCounts;
  /** Share of all prompt tokens that were found in the KV cache. */
  readonly reuse: number;
  /** Share of the opportunities with a suggestion before the next key. */
  readonly coverage: number;
  /** The same where the next key comes after a second or later. */
  readonly coverageOfPauses: number;
  /** From the last key to the suggestion, in milliseconds, where one was shown. */
  readonly latency: Latency;
  /** The same without those that were there at once, as they were known: those that somebody waited for. */
  readonly waiting: Latency;
  readonly callsPerKey: number;
  /** Of these, those for which somebody waited. */
  readonly foregroundCallsPerKey: number;
  /** Share of what was shown without a call of its own. */
  readonly known: number;
  /** Share of the generated tokens that never came true on the screen. */
  readonly wasted: number;
  readonly cpuSeconds: number;
  readonly durationSeconds: number;
  readonly shown: number;
  readonly accepted: Replay["accepted"];
  readonly violations: Readonly<Record<string, number>>;
}

/** @param tokensOf counts the tokens of a text. */
export function measure(sessions: readonly Session[], tokensOf: (text: string) => number): Measures {
  const steps = sessions.flatMap(({ replay }) => replay.steps);
  const calls = sessions.flatMap((session) => session.calls);
  const keystrokes = steps.filter(({ kind }) => kind === "line" || kind === "enter" || kind === "jump").length;
  const opportunities = steps.filter(({ opportunity }) => opportunity);
  const covered = (some: readonly Step[]): number =>
    some.filter(({ shown }) => shown !== undefined).length / some.length;
  const shown = steps.flatMap((step) => (step.shown === undefined ? [] : [step.shown]));
  const waits = shown.map(({ afterMs }) => afterMs);
  const generated = sum(calls, (call) => call.generated);
  const useful = sum(sessions, ({ replay }) => tokensThatCameTrue(replay.cameTrue, tokensOf));
  return {
    keystrokes,
    line: keyCost(sessions, "line"),
    enter: keyCost(sessions, "enter"),
    jump: keyCost(sessions, "jump"),
    tokens: tokenCounts(calls),
    reuse: 1 - sum(calls, ({ evaluated }) => evaluated) / sum(calls, ({ prompt }) => prompt),
    coverage: covered(opportunities),
    coverageOfPauses: covered(opportunities.filter(({ pauseMs }) => pauseMs >= 1000)),
    latency: latencyOf(waits),
    waiting: latencyOf(waits.filter((ms) => ms > atOnceMs)),
    callsPerKey: calls.length / keystrokes,
    foregroundCallsPerKey: calls.filter(({ foreground }) => foreground).length / keystrokes,
    known: shown.filter((one) => one.known).length / Math.max(1, shown.length),
    wasted: generated === 0 ? 0 : 1 - useful / generated,
    cpuSeconds: sum(sessions, (session) => session.cpuSeconds),
    durationSeconds: sum(sessions, ({ replay }) => replay.durationMs / 1000),
    shown: shown.length,
    accepted: {
      whole: sum(sessions, ({ replay }) => replay.accepted.whole),
      line: sum(sessions, ({ replay }) => replay.accepted.line),
      word: sum(sessions, ({ replay }) => replay.accepted.word),
    },
    violations: counts(sessions.flatMap(({ replay }) => replay.violations.map(({ kind }) => kind))),
  };
}

function tokenCounts(calls: readonly EngineCall[]): TokenCounts {
  const [foreground, ahead] = [calls.filter((call) => call.foreground), calls.filter((call) => !call.foreground)];
  return {
    evaluated: sum(foreground, ({ evaluated }) => evaluated),
    generated: sum(foreground, (call) => call.generated),
    evaluatedAhead: sum(ahead, ({ evaluated }) => evaluated),
    generatedAhead: sum(ahead, (call) => call.generated),
    foundAhead: ahead.some(({ found }) => found !== undefined) ? sum(ahead, ({ found = 0 }) => found) : undefined,
  };
}

function keyCost(sessions: readonly Session[], kind: Step["kind"]): KeyCost {
  let keys = 0;
  let foreground = 0;
  let all = 0;
  for (const { replay, calls } of sessions) {
    const wanted = new Set(replay.steps.flatMap((step, at) => (step.kind === kind ? [at] : [])));
    keys += wanted.size;
    for (const call of calls) {
      if (!wanted.has(call.event)) continue;
      all += call.evaluated;
      if (call.foreground) foreground += call.evaluated;
    }
  }
  return { keys, foreground: foreground / Math.max(1, keys), all: all / Math.max(1, keys) };
}

const latencyOf = (waits: readonly number[]): Latency =>
  waits.length === 0
    ? { count: 0, p50: Infinity, p95: Infinity }
    : { count: waits.length, p50: median(waits), p95: quantile(waits, 0.95) };

/** Each piece of text counts once, however often it was on the screen. */
function tokensThatCameTrue(pieces: readonly CameTrue[], tokensOf: (text: string) => number): number {
  const byGoal = new Map<string, CameTrue[]>();
  for (const piece of pieces) byGoal.set(piece.goal, [...(byGoal.get(piece.goal) ?? []), piece]);
  let tokens = 0;
  for (const [goal, some] of byGoal) {
    let end = 0;
    for (const { from, to } of [...some].sort((a, b) => a.from - b.from)) {
      const start = Math.max(from, end);
      if (to <= start) continue;
      tokens += tokensOf(goal.slice(start, to));
      end = to;
    }
  }
  return tokens;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}

function counts(names: readonly string[]): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const name of names) all[name] = (all[name] ?? 0) + 1;
  return all;
}
