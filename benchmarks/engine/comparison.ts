import { ratios, spread, type Spread } from "../support/statistics.js";
import { tasks, type Cost, type Parity, type Task } from "./parity.js";

/** How a task is told: as a time (less is better) or as a speed (more is better). */
const told: Readonly<Record<Task, "time" | "speed">> = {
  cold128: "time",
  warm: "time",
  decode: "speed",
  cold512: "speed",
};

/** Ponder against llama-server in one task. */
export interface Comparison {
  readonly task: Task;
  readonly as: "time" | "speed";
  /** Ponder's time divided by llama-server's, or its speed; undefined where CPU time cannot be read. */
  readonly cpu: Spread | undefined;
  readonly wall: Spread;
}

/** Compares round by round, per generated token: the two may end an answer at different places. */
export function compare({ tasks: measured }: Pick<Parity, "tasks">): readonly Comparison[] {
  return tasks.map((task) => {
    const { ponder, server } = measured[task];
    const as = told[task];
    const ratio = (time: (cost: Cost) => number): Spread => {
      const [ours, theirs] = [ponder.map(perToken(time)), server.map(perToken(time))];
      return spread(as === "time" ? ratios(ours, theirs) : ratios(theirs, ours));
    };
    const known = [...ponder, ...server].every(({ cpuMs }) => cpuMs !== undefined && cpuMs > 0);
    return { task, as, cpu: known ? ratio(({ cpuMs }) => cpuMs ?? 0) : undefined, wall: ratio(({ wallMs }) => wallMs) };
  });
}

const perToken =
  (time: (cost: Cost) => number) =>
  (cost: Cost): number =>
    time(cost) / cost.generatedTokens;
