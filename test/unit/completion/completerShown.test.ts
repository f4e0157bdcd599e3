import { describe, expect, it } from "vitest";
import type { Reason } from "../../../language-server/completion/reasons.js";
import type { Script, ScriptedAnswer } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { settled } from "../../support/manualClock.js";
import { code, CompleterBench, hanging, textOf } from "./completerBench.js";

const bench = new CompleterBench();

describe("Completer: timing", () => {
  it("waits before an expensive prompt, and not where the cache covers all but a few tokens", async () => {
    await bench.use([{ text: "one;" }, { text: "two;" }]);
    const first = bench.ask(`${code}let a = |`);
    await settled();
    expect(bench.engine.requests).toHaveLength(0);
    await bench.clock.pass(250);
    expect(textOf(await first)).toEqual(["one;", "engine"]);
    expect(await bench.shown(`${code}let a = x|`)).toEqual(["two;", "engine"]);
  });

  it("does not wait on demand", async () => {
    await bench.use([{ text: "one;" }]);
    expect(await bench.shown(`${code}let a = |`, { invoked: true })).toEqual(["one;", "engine"]);
  });

  it("waits where the model guessed wrong several times in a row", async () => {
    await bench.use(() => ({ text: "zzz;" }));
    await bench.warm(`${code}let a = |`);
    for (const typed of ["a", "ab"]) await bench.shown(`${code}let a = ${typed}|`);
    const before = bench.engine.requests.length;
    const next = bench.ask(`${code}let a = abc|`);
    await settled();
    expect(bench.engine.requests).toHaveLength(before);
    await bench.clock.pass(250);
    expect(textOf(await next)).toEqual(["zzz;", "engine"]);
  });
});

describe("Completer: what is shown", () => {
  /** A first suggestion, which is accepted. */
  async function useful(): Promise<void> {
    const answer = await warmAnswer(`${code}let z = |`);
    bench.completer.accepted(answer.items[0]?.id ?? 0);
    expect(bench.completer.usefulness).toBeCloseTo(0.6);
  }

  it("generates a little more behind the shown line, then stops", async () => {
    await bench.use([{ text: "0;" }, { text: "one;\nlet b = two;\nlet c = three;\nlet d = four;\n", split: "worst" }]);
    await useful();
    expect(await bench.warm(`${code}let a = |`)).toEqual(["one;", "engine"]);
    await settled();
    expect(bench.engine.running).toBe(0);
    expect(await bench.shown(`${code}let a = one;\n|`)).toEqual(["let b = two;", "typed"]);
  });

  it.each(["onBattery", "isBusy"] as const)("stops at the shown line: %s", async (what) => {
    await bench.use([{ text: "0;" }, hanging("one;\nlet b")]);
    await useful();
    bench.state[what] = true;
    expect(await bench.warm(`${code}let a = |`)).toEqual(["one;", "engine"]);
    expect(bench.engine.running).toBe(0);
  });

  it("writes the document's line ends, and covers the closers behind the caret", async () => {
    await bench.use([{ text: "\n  return 1;\n}" }]);
    const answer = await warmAnswer("const numbers = [1];\r\nfunction f() {|}\r\n");
    expect(answer.items[0]?.text).toBe("\r\n  return 1;\r\n}");
    expect(answer.items[0]).toMatchObject({ start: 36, end: 37 });
  });

  it("begins with what is selected in the editor's own list, or is not shown", async () => {
    await bench.use([{ text: "gth;" }]);
    const selected = (text: string) => ({ selected: { start: code.length + 8, text }, invoked: true });
    const marked = `${code}numbers.len|`;
    expect(await bench.shown(marked, selected("length"))).toEqual(["length;", "engine"]);
    expect(await bench.shown(marked, selected("lastIndexOf"))).toBe("notSelected");
  });

  it("tries a smaller window where the prompt is too long, then says so", async () => {
    const failure = new PonderFailure("promptTooLong", "Too long.", "Less.");
    await bench.use([{ text: "", then: { type: "fails", failure } }, { text: "1;" }]);
    expect(await bench.warm(`${code}let a = |`)).toEqual(["1;", "engine"]);
    await bench.use(() => ({ text: "", then: { type: "fails", failure } }));
    expect(await bench.warm(`${code}let a = |`)).toBe("promptTooLong");
    expect(bench.engine.requests).toHaveLength(2);
  });

  it("throws what the engine throws, and works on", async () => {
    const failure = new PonderFailure("engineStopped", "It ended.", "Again.");
    await bench.use([{ text: "", then: { type: "fails", failure } }, { text: "1;" }]);
    const request = bench.ask(`${code}let a = |`, { invoked: true });
    await expect(request).rejects.toBe(failure);
    expect(await bench.warm(`${code}let a = |`)).toEqual(["1;", "engine"]);
  });

  it("forgets everything with another model", async () => {
    await bench.use([{ text: "1;" }, { text: "2;" }]);
    await bench.warm(`${code}let a = |`);
    bench.completer.forget();
    expect(await bench.warm(`${code}let a = |`)).toEqual(["2;", "engine"]);
  });

  it.each<[Reason, string, string]>([
    ["blank", "let a = |", " \n"],
    ["duplicateSuffix", "|\nconst b = numbers.map(f);\n", "const b = numbers.map(f);"],
    ["noChange", "f(|);\n", ");"],
  ])("names why a suggestion is dropped: %s", async (reason, marked, text) => {
    await bench.use([{ text }]);
    expect(await bench.warm(code + marked)).toBe(reason);
  });

  async function warmAnswer(marked: string) {
    const request = bench.ask(marked);
    await settled();
    await bench.clock.pass(250);
    const answer = await request;
    if ("reason" in answer) throw new Error(answer.reason);
    return answer;
  }
});

describe("Completer: alternatives on demand", () => {
  const group = (...texts: readonly string[]): Script => {
    const answers = texts.map((text): ScriptedAnswer => ({ text }));
    return (request, candidate) => {
      const answer = answers["count" in request ? candidate : 0];
      if (answer === undefined) throw new Error(`There is no candidate ${String(candidate)}`);
      return answer;
    };
  };
  const texts = async (marked: string) => {
    const answer = await bench.ask(marked, { invoked: true });
    return "reason" in answer ? answer.reason : answer.items.map(({ text }) => text);
  };

  it("come behind the first one, each once, without those that the filters drop", async () => {
    await bench.use(group("one;", "two;\nthree", "one;", " \n"));
    expect(await texts(`${code}let a = |`)).toEqual(["one;", "two;"]);
    expect(bench.engine.groups).toMatchObject([{ lane: "completion", count: 4, sampling: { temperature: 0 } }]);
    expect(bench.events.filter((event) => "purpose" in event && event.purpose === "alternatives")).toHaveLength(2);
  });

  it("do not come while one types", async () => {
    await bench.use(group("one;", "two;", "three;", "four;"));
    expect(await bench.warm(`${code}let a = |`)).toEqual(["one;", "engine"]);
    expect(bench.engine.groups).toEqual([]);
  });

  it("that take too long are left out", async () => {
    await bench.use((request, candidate) =>
      "count" in request && candidate > 1 ? hanging("th") : { text: candidate === 1 ? "two;" : "one;" },
    );
    const answer = texts(`${code}let a = |`);
    await settled();
    await bench.clock.pass(2000);
    expect(await answer).toEqual(["one;", "two;"]);
  });

  it("that fail cost nothing", async () => {
    const failure = new PonderFailure("modelLoadFailed", "No memory.", "Less.");
    await bench.use((request) =>
      "count" in request ? { text: "", then: { type: "fails", failure } } : { text: "one;" },
    );
    expect(await texts(`${code}let a = |`)).toEqual(["one;"]);
  });
});
