import { describe, expect, it } from "vitest";
import { settled } from "../../support/manualClock.js";
import { code, CompleterBench, hanging, textOf } from "./completerBench.js";

const bench = new CompleterBench();

describe("Completer: reuse", () => {
  it("answers the same place from memory, and what the model does not say too", async () => {
    await bench.use([{ text: "value + 1;" }, { text: "  " }]);
    expect(await bench.warm(`${code}let a = |`)).toEqual(["value + 1;", "engine"]);
    expect(await bench.shown(`${code}let a = |`)).toEqual(["value + 1;", "cache"]);
    expect(await bench.shown(`${code}let b = |`)).toBe("blank");
    expect(await bench.shown(`${code}let b = |`)).toBe("blank");
    expect(bench.engine.requests).toHaveLength(2);
  });

  it("follows what is typed or accepted as it was suggested, without a wait", async () => {
    await bench.use([{ text: "value.map((x) => x + 1);" }]);
    await bench.warm(`${code}let a = |`);
    expect(await bench.shown(`${code}let a = v|`)).toEqual(["alue.map((x) => x + 1);", "typed"]);
    expect(await bench.shown(`${code}let a = value.map|`)).toEqual(["((x) => x + 1);", "typed"]);
    // The editor closes what is opened.
    expect(await bench.shown(`${code}let a = value.map(|)`)).toEqual(["(x) => x + 1);", "typed"]);
    expect(await bench.shown(`${code}let a = value.map((|))`)).toEqual(["x) => x + 1);", "typed"]);
    // And types over it.
    expect(await bench.shown(`${code}let a = value.map((x)|)`)).toEqual([" => x + 1);", "typed"]);
    expect(bench.engine.requests).toHaveLength(1);
  });

  it("does not ask again where the model ended, but where it was cut off", async () => {
    await bench.use([{ text: "value;" }, { text: "long", then: { type: "length" } }, { text: "er;" }]);
    await bench.warm(`${code}let a = |`);
    expect(await bench.shown(`${code}let a = value;|`)).toBe("blank");
    expect(bench.engine.requests).toHaveLength(1);
    expect(await bench.shown(`${code}let a = x|`)).toEqual(["long", "engine"]);
    expect(await bench.shown(`${code}let a = xlong|`)).toEqual(["er;", "engine"]);
  });

  it("goes back to it after a mistake was taken back", async () => {
    await bench.use([{ text: "value;" }, { text: "ylophone;" }]);
    await bench.warm(`${code}let a = |`);
    expect(await bench.shown(`${code}let a = x|`)).toEqual(["ylophone;", "engine"]);
    expect(await bench.shown(`${code}let a = |`)).toEqual(["value;", "cache"]);
    expect(bench.engine.requests).toHaveLength(2);
  });

  it("knows the next line over Enter, from more than 128 letters before", async () => {
    const first = `[${Array.from({ length: 40 }, (_, i) => 1000 + i * i).join(", ")}];`;
    await bench.use([{ text: `${first}\nlet next = a.length;\nlet more`, split: "whole" }]);
    expect(await bench.warm(`${code}let a = |`)).toEqual([first, "engine"]);
    expect(await bench.shown(`${code}let a = ${first}\n|`)).toEqual(["let next = a.length;", "typed"]);
    expect(bench.engine.requests).toHaveLength(1);
  });

  it("does not use what was written for another text behind the caret", async () => {
    await bench.use([{ text: "value;" }, { text: "other;" }]);
    await bench.warm(`${code}let a = |\nlet b = 1;`);
    expect(await bench.shown(`${code}let a = v|\nlet b = 2;`)).toEqual(["other;", "engine"]);
  });

  it("follows a generation while the user types what it writes", async () => {
    await bench.use([hanging("value.ma")]);
    const first = bench.ask(`${code}let a = |`);
    await settled();
    await bench.clock.pass(250);
    const second = bench.ask(`${code}let a = v|`);
    expect(textOf(await first)).toBe("superseded");
    const third = bench.ask(`${code}let a = value.|`);
    expect(textOf(await second)).toBe("superseded");
    await settled();
    expect([bench.engine.running, bench.engine.requests.length]).toEqual([1, 1]);
    const fourth = bench.ask(`${code}let a = x|`).catch(() => undefined);
    expect(textOf(await third)).toBe("superseded");
    await settled();
    expect(bench.events).toContainEqual({ type: "aborted", purpose: "completion", generated: 1, evaluated: 6 });
    bench.completer.dispose();
    await fourth;
  });

  it("keeps evaluating a prompt while more of the same line is typed", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    await bench.use([{ text: "value;" }]);
    const generate = bench.engine.generate.bind(bench.engine);
    bench.engine.generate = async function* (request, signal) {
      await gate;
      yield* generate(request, signal);
    };
    const first = bench.ask(`${code}let a = |`);
    await settled();
    await bench.clock.pass(250);
    expect(bench.count("engineStart")).toBe(1);
    const second = bench.ask(`${code}let a = va|`);
    expect(textOf(await first)).toBe("superseded");
    release();
    await settled();
    expect(textOf(await second)).toEqual(["lue;", "inFlight"]);
    expect([bench.count("engineStart"), bench.count("aborted")]).toEqual([1, 0]);
  });

  it("ends the generation at once over Enter, and where the caret goes elsewhere", async () => {
    await bench.use([hanging(""), hanging(""), { text: "1;" }]);
    void bench.ask(`${code}let a =|`).catch(() => undefined);
    await settled();
    await bench.clock.pass(250);
    void bench.ask(`${code}let a =\n|`).catch(() => undefined);
    await settled();
    expect(bench.count("aborted")).toBe(1);
    await bench.clock.pass(250);
    expect(bench.engine.requests).toHaveLength(2);
    const other = bench.ask(`${code}|\nlet a =\n`);
    await settled();
    expect(bench.count("aborted")).toBe(2);
    await bench.clock.pass(250);
    expect(textOf(await other)).toEqual(["1;", "engine"]);
  });

  it("does not end one that later keystrokes followed", async () => {
    await bench.use([hanging("")]);
    for (const typed of ["", "v", "va"]) {
      void bench.ask(`${code}let a = ${typed}|`).catch(() => undefined);
      await settled();
      await bench.clock.pass(100);
    }
    await bench.clock.pass(1000);
    expect([bench.engine.running, bench.engine.requests.length]).toEqual([1, 1]);
    bench.completer.dispose();
  });

  it("ends a generation that nobody wants any more after a moment", async () => {
    await bench.use([hanging("val")]);
    const cancel = new AbortController();
    const request = bench.ask(`${code}let a = |`, {}, cancel.signal).then(textOf, () => "cancelled");
    await settled();
    await bench.clock.pass(250);
    cancel.abort();
    expect(await request).toBe("cancelled");
    expect(bench.engine.running).toBe(1);
    await bench.clock.pass(150);
    expect(bench.engine.running).toBe(0);
  });
});
