import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { healthWillRestartMethod, type Resume } from "../../../protocol/health.js";
import { maxRestarts } from "../../../extension/server/restartPolicy.js";
import { ServerSupervisor } from "../../../extension/server/supervisor.js";
import { FakeRun, silentLog } from "./fakes.js";

const never = new AbortController().signal;

let runs: FakeRun[] = [];
/** What the runs answer to requests. */
let answer: FakeRun["request"] | undefined;
const start = vi.fn((_signal: AbortSignal, _resume?: Resume) => {
  const run = new FakeRun(runs.length + 1, answer);
  runs.push(run);
  return Promise.resolve(run);
});

beforeEach(() => {
  vi.useFakeTimers();
  runs = [];
  answer = undefined;
  start.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets the current run die, and gives the supervisor the longest wait it takes before a restart. */
async function kill(): Promise<void> {
  runs.at(-1)?.die();
  await vi.advanceTimersByTimeAsync(2_000);
}

describe("the supervisor of the server", () => {
  it("starts nothing before it is needed, and then one", async () => {
    const supervisor = new ServerSupervisor(start, silentLog);
    expect(supervisor.state).toEqual({ state: "off" });
    const [a, b] = await Promise.all([supervisor.running(never), supervisor.running(never)]);
    expect(a).toBe(b);
    expect(start).toHaveBeenCalledOnce();
    await supervisor.dispose();
  });

  it("starts a new run when one dies, and cleans the dead one up", async () => {
    const supervisor = new ServerSupervisor(start, silentLog);
    const first = await supervisor.running(never);
    const states: string[] = [];
    supervisor.onDidChange(({ state }) => states.push(state));
    await kill();
    expect(states).toEqual(["restarting", "running"]);
    expect(await supervisor.running(never)).not.toBe(first);
    expect(runs[0]?.disposed).toBe(1);
    await supervisor.dispose();
  });

  it("gives up after too many crashes, says so, and comes back when asked to", async () => {
    const supervisor = new ServerSupervisor(start, silentLog);
    await supervisor.running(never);
    for (let i = 0; i <= maxRestarts; i++) await kill();
    expect(start).toHaveBeenCalledTimes(maxRestarts + 1);
    expect(supervisor.state).toMatchObject({ state: "failed", error: { code: "engineUnavailable" } });
    await expect(supervisor.running(never)).rejects.toMatchObject({ data: { code: "engineUnavailable" } });
    supervisor.start();
    expect(start).toHaveBeenCalledTimes(maxRestarts + 1);

    await supervisor.restart();
    expect(await supervisor.running(never)).toBe(runs.at(-1));
    await kill();
    expect(supervisor.state.state).toBe("running");
    await supervisor.dispose();
  });

  it("gives up on a server that cannot start, and refuses those who wait for it", async () => {
    const cannot = vi.fn(() => Promise.reject(new Error("no such module")));
    const supervisor = new ServerSupervisor(cannot, silentLog);
    const waiting = supervisor.running(never);
    const refused = expect(waiting).rejects.toMatchObject({ data: { code: "engineUnavailable" } });
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
    expect(cannot).toHaveBeenCalledTimes(maxRestarts + 1);
  });

  it("lets go of a caller who does not want to wait any more", async () => {
    const supervisor = new ServerSupervisor(() => new Promise<never>(() => undefined), silentLog);
    const abort = new AbortController();
    const waiting = supervisor.running(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toBe(abort.signal.reason);
  });

  it("gives those who ask during a restart the new run", async () => {
    const supervisor = new ServerSupervisor(start, silentLog);
    const first = await supervisor.running(never);
    const restarted = supervisor.restart();
    const second = await supervisor.running(never);
    await restarted;
    expect(second).not.toBe(first);
    expect(runs[0]?.disposed).toBe(1);
    await supervisor.dispose();
  });

  it("hands what a run keeps for a restart to the next one, once", async () => {
    const asked: string[] = [];
    const kept: Resume = { cache: "kept", cuts: [] };
    answer = (method) => {
      asked.push(method);
      return Promise.resolve({ resume: kept } as never);
    };
    const supervisor = new ServerSupervisor(start, silentLog);
    await supervisor.running(never);
    await supervisor.restart();
    await supervisor.running(never);
    await kill();
    expect(start.mock.calls.map(([, resume]) => resume)).toEqual([undefined, kept, undefined]);
    await supervisor.dispose();
    expect(asked, "a run that ends for good is not asked").toEqual([healthWillRestartMethod]);
  });

  it.each<[string, FakeRun["request"]]>([
    ["refuses", () => Promise.reject(new Error("no"))],
    ["is deaf", () => new Promise<never>(() => undefined)],
    [
      "dies",
      () => {
        runs[0]?.die();
        return new Promise<never>(() => undefined);
      },
    ],
  ])("restarts a server that %s when it is told of the restart", async (_, request) => {
    answer = request;
    const supervisor = new ServerSupervisor(start, silentLog);
    await supervisor.running(never);
    const restarted = supervisor.restart();
    await vi.advanceTimersByTimeAsync(5_000);
    await restarted;
    expect(await supervisor.running(never)).toBe(runs[1]);
    expect(start.mock.calls[1]?.[1]).toBeUndefined();
    await supervisor.dispose();
  });

  it("ends the server, or its start, when it is disposed", async () => {
    const supervisor = new ServerSupervisor(start, silentLog);
    await supervisor.running(never);
    await supervisor.dispose();
    expect(runs[0]?.disposed).toBe(1);
    expect(supervisor.state.state).toBe("off");
    await expect(supervisor.running(never)).rejects.toMatchObject({ data: { code: "engineUnavailable" } });

    const hangs = new ServerSupervisor(
      (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
      silentLog,
    );
    hangs.start();
    await hangs.dispose();
    expect(hangs.state.state).toBe("off");
  });
});
