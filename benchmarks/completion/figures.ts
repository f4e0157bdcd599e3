import type { Figure } from "../support/results.js";
import { median, quantile, significant } from "../support/statistics.js";
import type { AbortCost } from "./abortLatency.js";
import type { ChatInterference } from "./interference.js";
import type { LayoutCost } from "./layoutCost.js";
import type { Measures } from "./measures.js";
import type { QualityScore } from "./quality.js";

/** A peer with what was measured of it. */
export interface NamedMeasures {
  readonly name: string;
  readonly measures: Measures;
}

/** Replays of one kind: Ponder and the peer that it is held against, then others. */
export interface ModeResults {
  readonly ponder: Measures;
  readonly peer: NamedMeasures;
  readonly others: readonly NamedMeasures[];
  readonly interference: ChatInterference;
  readonly aborts: readonly AbortCost[];
}

/** Replays with the real engine. */
export interface RealResults extends ModeResults {
  /** Stands in the names of the figures. */
  readonly key: string;
  /** The model, in words. */
  readonly name: string;
  /** What it ran on, in words. */
  readonly machine: string;
  /** Names of the sessions. */
  readonly sessions: readonly string[];
  /** The pieces of each that are whole after so many seconds were typed. */
  readonly sessionSeconds: number;
}

/** All that was measured. */
export interface CompletionResults {
  readonly layouts: readonly LayoutCost[];
  readonly virtual: ModeResults;
  readonly real?: readonly RealResults[];
  readonly quality?: readonly QualityScore[];
}

type Goal = NonNullable<Figure["goal"]>;
const atLeast = (value: number): Goal => ({ comparison: ">=", value });
const atMost = (value: number): Goal => ({ comparison: "<=", value });

/** The figures with their goals. */
export function figuresOf({
  layouts,
  virtual,
  real = [],
  quality,
}: CompletionResults): Readonly<Record<string, Figure>> {
  const [ponder] = layouts;
  const figures: Record<string, Figure> = {};
  if (ponder !== undefined) {
    if (ponder.lineKeys > 0) figures["prompt_tokens_per_line_key"] = figure(ponder.line, "tokens", atMost(5));
    if (ponder.enterKeys > 0) figures["prompt_tokens_per_enter"] = figure(ponder.enter, "tokens", atMost(90));
    figures["kv_reuse"] = figure(ponder.reuse, "share", atLeast(0.97));
  }
  Object.assign(figures, modeFigures("virtual", virtual));
  for (const results of real) Object.assign(figures, modeFigures(`real_${results.key}`, results));
  for (const [at, name] of ["alone", "filtered", "context"].entries()) {
    const score = quality?.[at];
    if (score === undefined) continue;
    figures[`demo_exact_${name}`] = figure(score.exact / score.asked, "share");
    figures[`demo_similarity_${name}`] = figure(score.similarity, "share");
  }
  return figures;
}

function modeFigures(mode: string, results: ModeResults): Record<string, Figure> {
  const { ponder, peer, interference, aborts } = results;
  const violations = Object.values(ponder.violations).reduce((all, one) => all + one, 0);
  const chat = chatRatios(interference);
  return {
    ...againstPeer(mode, ponder, peer.measures),
    [`${mode}_calls_per_key`]: figure(ponder.callsPerKey, "calls", atMost(0.35)),
    [`${mode}_known_share_of_shown`]: figure(ponder.known, "share", atLeast(0.5)),
    [`${mode}_wasted_share_of_generated`]: figure(ponder.wasted, "share", atMost(0.6)),
    [`${mode}_violations`]: figure(violations, "suggestions", atMost(0)),
    [`${mode}_abort_p95_in_batches`]: figure(abortInBatches(aborts), "batches", atMost(1)),
    [`${mode}_prompt_tokens_after_chat_vs_idle`]: figure(chat.tokensAfter, "ratio", atMost(1)),
    [`${mode}_completion_in_chat_vs_idle`]: figure(chat.inChatWhole, "ratio", atMost(1.5)),
  };
}

/** Ratios to the peer; one of which there is nothing to tell is left out. */
function againstPeer(mode: string, ours: Measures, theirs: Measures): Record<string, Figure> {
  const ratios: readonly (readonly [name: string, value: number, goal: Goal])[] = [
    ["cpu", ours.cpuSeconds / theirs.cpuSeconds, atMost(0.35)],
    ["wait_p50", ours.waiting.p50 / theirs.waiting.p50, atMost(0.6)],
    ["wait_p95", ours.waiting.p95 / theirs.waiting.p95, atMost(0.8)],
    ["coverage", ours.coverage / theirs.coverage, atLeast(1)],
  ];
  const told = ratios.filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(
    told.map(([name, value, goal]) => [`${mode}_${name}_vs_peer`, figure(value, "ratio", goal)]),
  );
}

const figure = (value: number, unit: string, goal?: Goal): Figure => ({
  value: significant(value),
  unit,
  ...(goal && { goal }),
});

/** What a running chat does to completions. */
export interface ChatRatios {
  /** Time of a completion in a chat, but for the batch that was running, against one on an idle engine. */
  readonly inChat: number;
  /** The same with that batch. */
  readonly inChatWhole: number;
  /** Evaluated prompt tokens of the first completion after a turn, against those of one without: 1 when the cache survived. */
  readonly tokensAfter: number;
}

export function chatRatios({ idle, duringChat, afterChat, batchMs }: ChatInterference): ChatRatios {
  const ms = (costs: ChatInterference["idle"]): number => median(costs.map((cost) => cost.ms));
  const most = Math.max(...idle.map(({ evaluated }) => evaluated), ...duringChat.map(({ evaluated }) => evaluated));
  return {
    inChat: Math.max(0, ms(duringChat) - batchMs) / ms(idle),
    inChatWhole: ms(duringChat) / ms(idle),
    // Lines differ in length, so it is held against the most that one cost before.
    tokensAfter: median(afterChat.map(({ evaluated }) => evaluated)) / most,
  };
}

export function abortInBatches(aborts: readonly AbortCost[]): number {
  return quantile(
    aborts.map(({ ms, batchMs }) => ms / batchMs),
    0.95,
  );
}
