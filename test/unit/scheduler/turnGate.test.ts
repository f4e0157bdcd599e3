import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TurnGate } from "../../../language-server/scheduler/turnGate.js";

const never = new AbortController().signal;

/** Work that ends when told to. */
function deferred() {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { promise, end };
}

/** Lets every continuation run that can run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("TurnGate", () => {
  it("returns what the work returns and hands on what it throws", async () => {
    const gate = new TurnGate();
    await expect(gate.run(0, never, () => 7)).resolves.toBe(7);
    await expect(gate.run(0, never, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(gate.run(0, never, () => "after an error")).resolves.toBe("after an error");
  });

  it("gives the next turn to the more urgent work, and long work goes on from where it was", async () => {
    const gate = new TurnGate();
    const order: string[] = [];
    const first = deferred();
    const chat = (async () => {
      await gate.run(1, never, () => {
        order.push("chat 1");
        return first.promise;
      });
      for (const n of [2, 3]) await gate.run(1, never, () => void order.push(`chat ${n}`));
    })();
    await settle();
    const edit = gate.run(1, never, () => void order.push("edit"));
    const completion = gate.run(0, never, () => void order.push("completion"));
    first.end();
    await Promise.all([chat, edit, completion]);
    expect(order).toEqual(["chat 1", "completion", "edit", "chat 2", "chat 3"]);
  });

  it("takes aborted work out of the queue and does not touch work that has begun", async () => {
    const gate = new TurnGate();
    const first = deferred();
    const running = new AbortController();
    const waiting = new AbortController();
    const begun = gate.run(0, running.signal, () => first.promise.then(() => "whole"));
    let ran = false;
    const queued = gate.run(0, waiting.signal, () => void (ran = true));
    waiting.abort(new Error("changed my mind"));
    running.abort();
    await expect(queued).rejects.toThrow("changed my mind");
    expect(gate.waiting).toBe(0);
    first.end();
    await expect(begun).resolves.toBe("whole");
    expect(ran).toBe(false);
    await expect(gate.run(0, waiting.signal, () => "late")).rejects.toThrow("changed my mind");
  });

  it("keeps less urgent work out while it is held, between two turns too", async () => {
    const gate = new TurnGate();
    const order: string[] = [];
    const turn = (name: string, priority: number) => gate.run(priority, never, () => void order.push(name));
    const release = gate.hold(0);
    const chat = turn("chat", 1);
    for (const n of [1, 2, 3]) {
      await turn(`token ${n}`, 0);
      await settle();
    }
    release();
    release();
    await chat;
    await turn("after", 1);
    expect(order).toEqual(["token 1", "token 2", "token 3", "chat", "after"]);
  });

  type Step =
    | { readonly do: "ask"; readonly priority: number }
    | { readonly do: "finish" }
    | { readonly do: "hold"; readonly priority: number }
    | { readonly do: "release" }
    | { readonly do: "abort"; readonly which: number };

  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("ask" as const), priority: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("finish" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("hold" as const), priority: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("abort" as const), which: fc.nat(20) }) },
  );

  it("behaves like a sorted list, whatever happens in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const gate = new TurnGate();
        const asked: { readonly abort: AbortController; readonly work: ReturnType<typeof deferred> }[] = [];
        const started: number[] = [];
        const outcomes: Promise<unknown>[] = [];
        let active = 0;
        // The model: who holds the turn, and who waits in which order.
        let holder: number | undefined;
        let queue: { readonly id: number; readonly priority: number }[] = [];
        const holds: { readonly priority: number; readonly release: () => void }[] = [];
        const expected: number[] = [];
        const hand = () => {
          const best = queue.reduce<(typeof queue)[number] | undefined>(
            (least, one) => (least === undefined || one.priority < least.priority ? one : least),
            undefined,
          );
          const free = best !== undefined && holds.every(({ priority }) => priority >= best.priority);
          holder = free ? best.id : undefined;
          if (free) queue = queue.filter((one) => one !== best);
          if (holder !== undefined) expected.push(holder);
        };
        const finish = async () => {
          if (holder === undefined) return;
          const work = asked[holder]?.work;
          hand();
          work?.end();
          await settle();
        };
        for (const now of steps) {
          if (now.do === "ask") {
            const id = asked.length;
            const one = { abort: new AbortController(), work: deferred() };
            asked.push(one);
            queue.push({ id, priority: now.priority });
            if (holder === undefined) hand();
            const outcome = gate.run(now.priority, one.abort.signal, async () => {
              expect(++active).toBe(1);
              started.push(id);
              await one.work.promise;
              active--;
              if (id % 5 === 0) throw new Error("failed");
            });
            outcomes.push(outcome.catch(() => undefined));
            await settle();
          } else if (now.do === "finish") await finish();
          else if (now.do === "hold") holds.push({ priority: now.priority, release: gate.hold(now.priority) });
          else if (now.do === "release") {
            const hold = holds.shift();
            hold?.release();
            if (holder === undefined) hand();
            await settle();
          } else {
            asked[now.which]?.abort.abort();
            queue = queue.filter((one) => one.id !== now.which);
            await settle();
          }
          expect(started).toEqual(expected);
          expect(gate.waiting).toBe(queue.length);
        }
        for (const hold of holds.splice(0)) hold.release();
        if (holder === undefined) hand();
        await settle();
        while (holder !== undefined) await finish();
        await Promise.all(outcomes);
        expect(started).toEqual(expected);
        expect(gate.waiting).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
