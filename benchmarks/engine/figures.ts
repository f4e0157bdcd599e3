import { median, quantile, significant } from "../support/statistics.js";
import type { Figure } from "../support/results.js";
import type { Aborts } from "./aborts.js";
import { compare } from "./comparison.js";
import type { ForcedLookup } from "./forcedLookup.js";
import type { Identity } from "./identity.js";
import type { Interference } from "./interference.js";
import type { Leaks } from "./leaks.js";
import type { LookupBound } from "./lookupBound.js";
import { costsOf, type LookupPair } from "./lookup.js";
import { summaryOf } from "./lookupSummary.js";
import type { BenchmarkModel } from "./models.js";
import type { Parity, Task } from "./parity.js";
import type { StepCosts } from "./stepCost.js";
import type { ThreadPoint } from "./threadCurve.js";

/** All that was measured. */
export interface Results {
  readonly parity: readonly Parity[];
  readonly interference: readonly Interference[];
  readonly aborts: readonly Aborts[];
  readonly lookup: readonly LookupPair[];
  readonly forcedLookup: ForcedLookup | undefined;
  readonly stepCosts: readonly StepCosts[];
  readonly lookupBounds: readonly LookupBound[];
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
    ...(results.forcedLookup && forcedLookup(results.forcedLookup)),
    ...Object.assign({}, ...results.lookupBounds.map(lookupBound)),
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
  const { speed, speedWall, code, thought, acceptance, tokensPerStep } = summaryOf(costsOf(pairs));
  const identical = pairs.filter(({ plain, lookup: { text } }) => plain.text === text).length / pairs.length;
  return {
    demo_lookup_decode_speed: { value: significant(speed ?? speedWall), unit: "ratio", goal: atLeast(1.5) },
    ...(speed === undefined ? {} : { demo_lookup_decode_speed_wall: { value: significant(speedWall), unit: "ratio" } }),
    ...ratio("demo_lookup_decode_speed_of_code", code?.speed),
    ...ratio("demo_lookup_decode_speed_of_code_wall", code?.speedWall),
    ...ratio("demo_lookup_decode_speed_of_thought", thought?.speed),
    ...ratio("demo_lookup_decode_speed_of_thought_wall", thought?.speedWall),
    demo_lookup_tokens_per_step: { value: significant(tokensPerStep), unit: "tokens" },
    demo_lookup_acceptance: { value: significant(acceptance), unit: "share" },
    demo_lookup_identical: { value: significant(identical), unit: "share", goal: atLeast(1) },
  };
}

/** The right answers, written by the model of real size. */
function forcedLookup({ model, answers }: ForcedLookup): Figures {
  const { speed, speedWall, code, thought, acceptance, tokensPerStep } = summaryOf(answers);
  const name = `${model.key}_lookup_decode_speed`;
  return {
    ...ratio(name, speed),
    ...ratio(`${name}_wall`, speedWall),
    ...ratio(`${name}_of_code`, code?.speed),
    ...ratio(`${name}_of_code_wall`, code?.speedWall),
    ...ratio(`${name}_of_thought`, thought?.speed),
    ...ratio(`${name}_of_thought_wall`, thought?.speedWall),
    [`${model.key}_lookup_tokens_per_step`]: { value: significant(tokensPerStep), unit: "tokens" },
    [`${model.key}_lookup_acceptance`]: { value: significant(acceptance), unit: "share" },
  };
}

const lookupBound = ({ model, speed }: LookupBound): Figures => ratio(`${model.key}_lookup_bound`, speed);

const ratio = (name: string, value: number | undefined): Figures =>
  value === undefined ? {} : { [name]: { value: significant(value), unit: "ratio" } };

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
