import { median, quantile, significant } from "../support/statistics.js";
import type { Figure } from "../support/results.js";
import type { Aborts } from "./aborts.js";
import { compare } from "./comparison.js";
import type { Identity } from "./identity.js";
import type { Interference } from "./interference.js";
import type { Leaks } from "./leaks.js";
import type { CodePart, LookupPair } from "./lookup.js";
import type { BenchmarkModel } from "./models.js";
import type { Parity, Task } from "./parity.js";
import type { ThreadPoint } from "./threadCurve.js";

/** All that was measured. */
export interface Results {
  readonly parity: readonly Parity[];
  readonly interference: readonly Interference[];
  readonly aborts: readonly Aborts[];
  readonly lookup: readonly LookupPair[];
  readonly identity: Identity;
  readonly leaks: Leaks | undefined;
  readonly threads: { readonly model: BenchmarkModel; readonly points: readonly ThreadPoint[] };
}

type Goal = NonNullable<Figure["goal"]>;

const atLeast = (value: number): Goal => ({ comparison: ">=", value });
const atMost = (value: number): Goal => ({ comparison: "<=", value });

/** What each task is called, and what the ratio to llama-server has to be. */
const parityFigures: Readonly<Record<Task, { readonly key: string; readonly goal?: Goal }>> = {
  decode: { key: "decode_speed", goal: atLeast(0.97) },
  cold512: { key: "prefill_speed", goal: atLeast(0.95) },
  warm: { key: "warm_first_token_time", goal: atMost(1.05) },
  cold128: { key: "cold_first_token_time" },
};

/**
 * The figures with their goals. Goals against llama-server are for the model of real size; of CPU time where it can be
 * read, because other programs on the machine disturb it least, with the wall time beside it.
 */
export function figuresOf(results: Results): Readonly<Record<string, Figure>> {
  return {
    ...Object.assign({}, ...results.parity.map(parity)),
    ...Object.assign({}, ...results.interference.map(interference)),
    ...Object.assign({}, ...results.aborts.map(aborts)),
    ...lookup(results.lookup),
    ...identity(results.identity),
    ...(results.leaks && leaks(results.leaks)),
  } as Readonly<Record<string, Figure>>;
}

type Figures = Record<string, Figure>;

function parity(measured: Parity): Figures {
  const figures: Figures = {};
  for (const { task, cpu, wall } of compare(measured)) {
    const { key, goal } = parityFigures[task];
    const name = `${measured.model.key}_${measured.threads}t_${key}`;
    const main = cpu ?? wall;
    figures[name] = {
      value: significant(main.median),
      unit: "ratio",
      ...(goal && measured.model.key === "r1" ? { goal } : {}),
    };
    if (cpu) figures[`${name}_wall`] = { value: significant(wall.median), unit: "ratio" };
  }
  return figures;
}

function interference({ model, idle, duringChat, batch, defaultDuringChat }: Interference): Figures {
  const [alone, disturbed] = [median(idle), median(duringChat)];
  const bare = median(defaultDuringChat);
  return {
    [`${model.key}_completion_in_chat_sooner_than_default_batching`]: {
      value: significant(bare / disturbed),
      unit: "ratio",
      goal: atLeast(5),
    },
    // What is left after the batch that was running, against an idle engine.
    [`${model.key}_completion_in_chat_vs_idle`]: {
      value: significant(Math.max(0, disturbed - median(batch)) / alone),
      unit: "ratio",
      goal: atMost(1.5),
    },
  };
}

/** A batch that an abort may wait for, in tokens. */
const allowedBatch = 128;

function aborts({ model, all }: Aborts): Figures {
  const p95 = quantile(
    all.map(({ ms }) => ms),
    0.95,
  );
  if (model.key === "demo") {
    return { demo_abort_p95: { value: significant(p95), unit: "ms", goal: atMost(200) } };
  }
  const prefill = all.filter(({ phase }) => phase === "prefill");
  const msPerToken = median(prefill.map(({ stepMs, stepTokens }) => stepMs / stepTokens));
  return {
    [`${model.key}_abort_p95_in_batches`]: {
      value: significant(p95 / (allowedBatch * msPerToken)),
      unit: `batches of ${allowedBatch} tokens`,
      goal: atMost(1),
    },
  };
}

function lookup(pairs: readonly LookupPair[]): Figures {
  const { speed, speedWall, codeSpeedWall, acceptance, identical } = lookupOf(pairs);
  return {
    demo_lookup_decode_speed: { value: significant(speed ?? speedWall), unit: "ratio", goal: atLeast(1.5) },
    ...(speed === undefined ? {} : { demo_lookup_decode_speed_wall: { value: significant(speedWall), unit: "ratio" } }),
    ...(codeSpeedWall === undefined
      ? {}
      : { demo_lookup_decode_speed_of_code_wall: { value: significant(codeSpeedWall), unit: "ratio" } }),
    demo_lookup_acceptance: { value: significant(acceptance), unit: "share" },
    demo_lookup_identical: { value: significant(identical), unit: "share", goal: atLeast(1) },
  };
}

function identity({ prompts, same }: Identity): Figures {
  return {
    [`demo_lookup_identical_of_${prompts}`]: { value: same, unit: "answers", goal: atLeast(prompts) },
  };
}

/** More than this is a leak: a context that is left behind has more, the heap's breathing less. In MiB. */
const allowedGrowth = 16;

function leaks({ requests, failed, before, after }: Leaks): Figures {
  const name = `demo_after_${requests}_requests`;
  return {
    [`${name}_failed`]: { value: failed, unit: "requests", goal: atMost(0) },
    [`${name}_more_files`]: { value: after.files - before.files, unit: "file handles", goal: atMost(0) },
    [`${name}_more_threads`]: { value: after.threads - before.threads, unit: "threads", goal: atMost(0) },
    [`${name}_more_memory`]: {
      value: significant((after.memory - before.memory) / 2 ** 20),
      unit: "MiB",
      goal: atMost(allowedGrowth),
    },
  };
}

/** What prompt lookup brings over all fixes together. */
export interface LookupSummary {
  /** Tokens per CPU second with lookup divided by those without; undefined where CPU time cannot be read. */
  readonly speed: number | undefined;
  readonly speedWall: number;
  /** The same of the fenced code alone; undefined where no answer has code. */
  readonly codeSpeedWall: number | undefined;
  /** Share of the tokens that are fenced code. */
  readonly codeShare: number;
  /** Tokens per model step with lookup, from the counts alone; without it is 1. */
  readonly tokensPerStep: number;
  /** Share of the guessed tokens that were right. */
  readonly acceptance: number;
  /** Share of answers that are the same to the letter. */
  readonly identical: number;
}

export function lookupOf(pairs: readonly LookupPair[]): LookupSummary {
  const sum = (of: (pair: LookupPair) => number): number => pairs.reduce((all, pair) => all + of(pair), 0);
  const drafted = sum(({ lookup: { usage } }) => usage.draftedTokens ?? 0);
  const accepted = sum(({ lookup: { usage } }) => usage.acceptedTokens ?? 0);
  const generated = sum((pair) => pair.lookup.generatedTokens);
  const known = pairs.every((pair) => pair.plain.cpuMs !== undefined && pair.lookup.cpuMs !== undefined);
  return {
    speed: known ? sum(({ plain }) => plain.cpuMs ?? 0) / sum((pair) => pair.lookup.cpuMs ?? 0) : undefined,
    speedWall: sum(({ plain }) => plain.wallMs) / sum((pair) => pair.lookup.wallMs),
    codeSpeedWall: codeSpeed(pairs),
    codeShare: sum((pair) => pair.lookup.code?.tokens ?? 0) / generated,
    tokensPerStep: generated / (generated - accepted),
    acceptance: drafted === 0 ? 0 : accepted / drafted,
    identical: pairs.filter((pair) => pair.plain.text === pair.lookup.text).length / pairs.length,
  };
}

/** Tokens per second of the code with lookup divided by that without. */
function codeSpeed(pairs: readonly LookupPair[]): number | undefined {
  const rate = (parts: readonly (CodePart | undefined)[]): number => {
    const sum = (of: (part: CodePart) => number): number =>
      parts.reduce((all, part) => all + (part === undefined ? 0 : of(part)), 0);
    return sum(({ tokens }) => tokens) / sum(({ wallMs }) => wallMs);
  };
  const speed = rate(pairs.map(({ lookup: { code } }) => code)) / rate(pairs.map(({ plain: { code } }) => code));
  return Number.isFinite(speed) ? speed : undefined;
}
