import { describe, expect, it } from "vitest";
import { settled } from "../../support/manualClock.js";
import { at, code, CompleterBench, hanging, promptText, textOf, uri } from "./completerBench.js";

const bench = new CompleterBench();

describe("Completer: while nobody waits", () => {
  it("gathers context and evaluates the prompt where the caret rests; the next key need not wait", async () => {
    await bench.use([{ text: "1;" }]);
    const place = at(`${code}let a = |`);
    await bench.completer.caretRested(place);
    expect([bench.state.refreshed, bench.state.idle]).toEqual([[uri], 1]);
    expect(bench.engine.prefills.map(({ prompt }) => promptText(prompt))).toEqual([`a.ts\n${code}<SUF><MID>let a = `]);
    await bench.completer.caretRested(place);
    expect(bench.engine.prefills).toHaveLength(1);
    expect(await bench.shown(`${code}let a = |`)).toEqual(["1;", "engine"]);
  });

  it("waits until a running request is answered", async () => {
    await bench.use([hanging("one;\n")]);
    const request = bench.ask(`${code}let a = |`);
    await settled();
    const rest = bench.completer.caretRested(at(`${code}let a = |`));
    await settled();
    expect(bench.state.refreshed).toEqual([]);
    await bench.clock.pass(250);
    expect(textOf(await request)).toEqual(["one;", "engine"]);
    bench.completer.forget();
    await rest;
    expect(bench.state.refreshed).toEqual([]);
    const again = bench.completer.caretRested(at(`${code}let a = |`));
    await again;
    expect(bench.state.refreshed).toEqual([uri]);
  });

  it.each(["onBattery", "isBusy"] as const)("does nothing: %s", async (what) => {
    await bench.use([]);
    bench.state[what] = true;
    await bench.completer.caretRested(at(`${code}let a = |`));
    expect([bench.state.refreshed, bench.engine.prefills]).toEqual([[], []]);
  });

  it("goes on while more of the line is typed, and is ended by a request elsewhere", async () => {
    await bench.use([{ text: "1;" }]);
    let aborted = 0;
    bench.engine.prefill = (request, signal) => {
      bench.engine.prefills.push(request);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted++;
          reject(signal.reason as Error);
        });
      });
    };
    const rest = bench.completer.caretRested(at(`${code}let a = |`));
    await settled();
    const typed = bench.ask(`${code}let a = n|`);
    await settled();
    await bench.completer.caretRested(at(`${code}let a = n|`));
    expect([aborted, bench.engine.prefills.length]).toEqual([0, 1]);
    const elsewhere = bench.ask(`${code}let a = n;\n|`);
    await rest;
    expect(aborted).toBe(1);
    expect(textOf(await typed)).toBe("superseded");
    await bench.clock.pass(250);
    expect(textOf(await elsewhere)).toEqual(["1;", "engine"]);
  });

  it("is ended by a generation, which goes on from there", async () => {
    await bench.use([{ text: "1;" }]);
    let aborted = false;
    bench.engine.prefill = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      });
    const rest = bench.completer.caretRested(at(`${code}let a = |`));
    await settled();
    expect(await bench.shown(`${code}let a = |`, { invoked: true })).toEqual(["1;", "engine"]);
    await rest;
    expect(aborted).toBe(true);
  });

  it("writes on behind what is shown once a suggestion was of use, and no more when one was not", async () => {
    await bench.use([hanging("first();\n"), hanging("second();\n"), hanging("third();\n")]);
    expect(await bench.warm(`${code}let a = |`)).toEqual(["first();", "engine"]);
    expect(bench.count("aborted")).toBe(1);
    expect(await bench.warm(`${code}let a = first();\n|`)).toEqual(["second();", "engine"]);
    expect([bench.count("aborted"), bench.completer.usefulness]).toEqual([1, expect.closeTo(0.6)]);
    expect(await bench.warm(`${code}let a = first();\nx|`)).toEqual(["third();", "engine"]);
    expect([bench.count("aborted"), bench.completer.usefulness]).toEqual([3, expect.closeTo(0.48)]);
  });

  it("computes what would follow a known suggestion, once the caret rests on it", async () => {
    await bench.use([hanging("first();\nsecond();\nthi"), { text: "\nthird();\n" }]);
    bench.state.isBusy = true;
    await bench.warm(`${code}let a = |`);
    bench.state.isBusy = false;
    expect(await bench.shown(`${code}let a = first();\n|`)).toEqual(["second();", "typed"]);
    expect(bench.engine.requests).toHaveLength(1);
    await bench.clock.pass(600);
    expect(bench.events.at(-1)).toMatchObject({ type: "aborted", purpose: "ahead" });
    expect(promptText(bench.engine.requests[1]?.prompt ?? [])).toContain("<MID>second();");
    expect(await bench.shown(`${code}let a = first();\nsecond();\n|`)).toEqual(["third();", "typed"]);
    expect(bench.engine.requests).toHaveLength(2);
  });

  it("tells about acceptance", async () => {
    await bench.use([]);
    bench.completer.accepted(7);
    expect(bench.events).toEqual([{ type: "accepted", id: 7 }]);
  });
});
