import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { measureAbortLatency } from "../../../../benchmarks/completion/abortLatency.js";
import { EngineLog } from "../../../../benchmarks/completion/engineLog.js";
import { chatRatios } from "../../../../benchmarks/completion/figures.js";
import { measureChatInterference } from "../../../../benchmarks/completion/interference.js";
import { layoutCost, peerLayout, ponderLayout } from "../../../../benchmarks/completion/layoutCost.js";
import { loadSyntax } from "../../../../benchmarks/completion/loadSyntax.js";
import { measure } from "../../../../benchmarks/completion/measures.js";
import { Oracle } from "../../../../benchmarks/completion/oracle.js";
import { infillPrompt } from "../../../../benchmarks/completion/peer/infillPrompt.js";
import { planTrace } from "../../../../benchmarks/completion/plannedTrace.js";
import { replay } from "../../../../benchmarks/completion/replay.js";
import type { CompletionSystem } from "../../../../benchmarks/completion/system.js";
import { Tokenizer } from "../../../../benchmarks/completion/tokenizer.js";
import { readSourceFile, type SourceFile } from "../../../../benchmarks/completion/traces/sourceFiles.js";
import type { Trace } from "../../../../benchmarks/completion/traces/trace.js";
import { typeSession } from "../../../../benchmarks/completion/traces/typist.js";
import { reuseCache } from "../../../../benchmarks/completion/virtual/reuseCache.js";
import { VirtualClock } from "../../../../benchmarks/completion/virtual/virtualClock.js";
import { VirtualLlamaServer, withoutDedent } from "../../../../benchmarks/completion/virtual/virtualLlamaServer.js";
import { batchMs, VirtualProcessor } from "../../../../benchmarks/completion/virtual/virtualProcessor.js";
import {
  makeRig,
  recommendedPeer,
  replayVirtually,
  virtualPeer,
  virtualPonder,
  type VirtualMachine,
} from "../../../../benchmarks/completion/virtual/virtualSystems.js";
import { seededRandom } from "../../../../benchmarks/support/seededRandom.js";

const never = new AbortController().signal;
let machine: VirtualMachine;
let parser: SourceFile;
let runtime: SourceFile;

beforeAll(async () => {
  const demo = path.resolve(import.meta.dirname, "../../../../models/demo/ponder-demo.gguf");
  machine = {
    speed: { prefill: 100, decode: 25 },
    threads: 2,
    tokenizer: await Tokenizer.read(demo),
    syntax: await loadSyntax(),
  };
  parser = await readSourceFile("@huggingface/jinja", "src/parser.ts");
  runtime = await readSourceFile("@huggingface/jinja", "src/runtime.ts");
});

describe("the clock", () => {
  test("jumps from one wait to the next, in order", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const wait = (ms: number, name: string) =>
      clock.sleep(ms, never).then(() => void seen.push(`${name} ${clock.now()}`));
    await clock.run(Promise.all([wait(3_600_000, "hour"), wait(10, "a"), wait(10, "b"), wait(0, "now")]));
    expect(seen).toEqual(["now 0", "a 10", "b 10", "hour 3600000"]);
  });

  test("an aborted wait ends at once, and takes no time", async () => {
    const clock = new VirtualClock();
    const end = new AbortController();
    const wait = clock.sleep(1000, end.signal);
    end.abort(new Error("no"));
    await expect(clock.run(wait)).rejects.toThrow("no");
    expect(clock.now()).toBe(0);
  });

  test("work that nothing brings forward fails instead of hanging", async () => {
    await expect(new VirtualClock().run(new Promise(() => undefined))).rejects.toThrow("nothing is left to wait for");
  });
});

describe("the processor", () => {
  test("the two measured speeds come out again", () => {
    expect(batchMs(1, machine.speed)).toBe(40);
    expect(1000 * (1000 / batchMs(1000, machine.speed))).toBeCloseTo(100, -1);
  });

  test("the most urgent batch is next, and what nobody wants costs nothing", async () => {
    const clock = new VirtualClock();
    const processor = new VirtualProcessor(clock, machine.speed);
    const order: string[] = [];
    const compute = (name: string, priority: number, wanted = true) =>
      processor.compute(1, priority, () => wanted).then((done) => void order.push(`${name} ${done}`));
    await clock.run(
      Promise.all([compute("first", 2), compute("late", 2), compute("gone", 1, false), compute("soon", 0)]),
    );
    expect(order).toEqual(["first true", "soon true", "gone false", "late true"]);
    expect(clock.now()).toBe(120);
    expect(processor.busyMs).toBe(120);
  });
});

describe("the tokeniser", () => {
  test("pieces are the text, one for each token", () => {
    for (const text of [parser.text, "größer ≥ 3 → 🙂\n\n\t x", ""]) {
      const pieces = machine.tokenizer.pieces(text);
      expect(pieces.join("")).toBe(text);
      expect(machine.tokenizer.encode(text).length).toBeGreaterThanOrEqual(pieces.length);
    }
    expect(machine.tokenizer.pieces(parser.text)).toHaveLength(machine.tokenizer.encode(parser.text).length);
  });

  test("control tokens are none of a text's", () => {
    const token = machine.tokenizer.special("<|fim_middle|>");
    expect(machine.tokenizer.encode("<|fim_middle|>")).not.toContain(token);
    expect(machine.tokenizer.special("<|fim_middle|>")).toBe(token);
  });
});

describe("llama.vscode with llama-server", () => {
  /** Lines typed in the middle of a long file. */
  function typing(lines: string): Trace {
    const at = runtime.text.indexOf("\n", runtime.text.length / 2) + 1;
    const { uri, text } = runtime;
    const keys = Array.from(lines).map((char, i) => ({
      t_ms: i,
      kind: "edit" as const,
      uri,
      edits: [[at + i, at + i, char] as const],
      caret: at + i + 1,
    }));
    return { name: "typing", events: [{ t_ms: 0, kind: "open", uri, text }, ...keys] };
  }

  test("a letter costs about 250 tokens and Enter about 257, as measured on the real server", () => {
    const trace = typing("const one = 1;\nreturn one;\nconst three = 3;\n");
    const cost = layoutCost([trace], peerLayout(machine.tokenizer, { batch: 1024, context: 4096 }, 256));
    expect(cost.promptTokens).toBeGreaterThan(1000);
    expect(cost.line).toBeGreaterThan(246);
    expect(cost.line).toBeLessThan(256);
    expect(cost.enter).toBeGreaterThanOrEqual(255);
    expect(cost.enter).toBeLessThanOrEqual(260);
    // Without moved runs Enter evaluates the whole window.
    const without = layoutCost([trace], peerLayout(machine.tokenizer, { batch: 1024, context: 4096 }, 0));
    expect(without.enter).toBeGreaterThan(900);
  });

  test("in ours a letter costs a token or two", () => {
    const cost = layoutCost([typing("const one = 1;\nreturn one;\n")], ponderLayout(machine.tokenizer));
    expect(cost.line).toBeLessThan(3);
    expect(cost.enter).toBeLessThan(120);
    expect(cost.reuse).toBeGreaterThan(0.97);
  });

  test("the prompt is cut to the batch, and the line of the caret stands before the suffix", () => {
    const { tokenizer } = machine;
    const request = {
      inputPrefix: runtime.text,
      prompt: "  const x",
      inputSuffix: runtime.text,
      inputExtra: [],
      indentation: 2,
      predict: 128,
    };
    const tokens = infillPrompt(tokenizer, request, { batch: 512, context: 4096 });
    const at = (name: string) => tokens.indexOf(tokenizer.special(name));
    const line = tokenizer.encode("  const x");
    expect(at("<|fim_suffix|>") - at("<|fim_prefix|>") - 1).toBe(384 + line.length);
    expect(tokens.slice(at("<|fim_suffix|>") - line.length, at("<|fim_suffix|>"))).toEqual(line);
    expect(at("<|fim_middle|>") - at("<|fim_suffix|>") - 1).toBe(128 - 2 - line.length);
    expect(at("<|fim_middle|>")).toBe(tokens.length - 1);
  });

  test("runs that moved are reused when they are long enough", () => {
    const row = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    const cache = [...row(0, 10), ...row(100, 400)];
    const prompt = [...row(0, 10), ...row(110, 400), 7];
    expect(reuseCache(cache, prompt, 256)).toBe(300);
    expect(reuseCache(cache, prompt, 0)).toBe(10);
    expect(reuseCache(cache, prompt, 300)).toBe(10);
    expect(reuseCache(cache, cache, 0)).toBe(cache.length - 1);
  });

  test("an answer ends before a line with less indentation", () => {
    expect(withoutDedent("a\n    b\n\n  c", 4)).toBe("a\n    b\n");
    expect(withoutDedent("a\nb", 0)).toBe("a\nb");
  });

  test("a chat on another slot wipes the completions' cache where idle slots are cleared", async () => {
    for (const [clearsIdleSlots, cold] of [
      [true, true],
      [false, false],
    ] as const) {
      const clock = new VirtualClock();
      const log = new EngineLog();
      const server = new VirtualLlamaServer({
        clock,
        log,
        processor: new VirtualProcessor(clock, machine.speed),
        tokenizer: machine.tokenizer,
        says: () => "x",
        sizes: { batch: 512, context: 4096 },
        cacheReuse: 256,
        answers: 1,
        predictLimitMs: 500,
        clearsIdleSlots,
      });
      const request = {
        inputPrefix: parser.text,
        prompt: "",
        inputSuffix: "",
        inputExtra: [],
        indentation: 0,
        predict: 4,
      };
      await clock.run(server.infill(request, true));
      await clock.run(server.chat(50, 3));
      await clock.run(server.infill(request, true));
      expect((log.calls[1]?.evaluated ?? 0) > 100).toBe(cold);
    }
  });
});

describe("the virtual engine", () => {
  test("an abort waits for the batch that runs, and no longer", async () => {
    const rig = makeRig(machine);
    const { engine } = virtualPonder(machine, rig, { withContext: false });
    const aborts = await rig.clock.run(measureAbortLatency(engine, rig.clock, parser, 5));
    for (const { ms, batchMs: batch } of aborts) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThanOrEqual(batch);
    }
  });

  test("a chat delays a completion by its batch alone, and leaves its cache", async () => {
    const rig = makeRig(machine);
    const { engine } = virtualPonder(machine, rig, { withContext: false });
    const interference = await rig.clock.run(measureChatInterference(engine, rig.clock, parser, 3));
    const { inChat, inChatWhole, tokensAfter } = chatRatios(interference);
    expect(inChatWhole).toBeGreaterThan(1);
    expect(inChat).toBeLessThan(1.5);
    expect(tokensAfter).toBeLessThanOrEqual(1);
  });

  test("evaluation ahead gives way to a completion, and what it did stays", async () => {
    const { clock, ...rig } = makeRig(machine);
    const { engine } = virtualPonder(machine, { clock, ...rig }, { withContext: false });
    const prompt = [{ text: parser.text.slice(0, 4000) }];
    const ahead = engine.prefill({ lane: "completion", prompt }, never);
    const completion = clock.sleep(100, never).then(async () => {
      const events = engine.generate(
        { lane: "completion", prompt, maxTokens: 1, sampling: { temperature: 0, topP: 1 } },
        never,
      );
      for await (const event of events) if (event.type === "done") return event.usage;
      return undefined;
    });
    const [evaluated, usage] = await clock.run(Promise.all([ahead, completion]));
    expect(evaluated).toBe(128);
    expect(usage?.evaluatedTokens).toBe((usage?.promptTokens ?? 0) - 128);
  });
});

describe("the oracle", () => {
  const goal = "function add(a, b) {\n  return a + b;\n}\nadd(1, 2);\n";
  const text = "function add(a, b) {\n  r\n}\nadd(1, 2);\n";
  const view = { uri: "file:///a.ts", goal, text, caret: text.indexOf("r\n}") + 1 };

  test("says what is going to be typed, up to where the text goes on", () => {
    const oracle = new Oracle({ wrongLines: 0, runsOn: 0 });
    oracle.look(view);
    expect(oracle.continue("function add(a, b) {\n  r")).toBe("eturn a + b;");
    expect(oracle.continue("function add(a, b) {\n  return a +")).toBe(" b;");
    expect(oracle.continue("function add(a, b) {\n  return a + b;")).toBe("");
  });

  test("may be wrong in a word, and may not see the end; always the same", () => {
    const oracle = new Oracle({ wrongLines: 1, runsOn: 1 });
    oracle.look({ ...view, goal: goal.replace("return", "return other"), text });
    const said = oracle.continue("function add(a, b) {\n  ");
    expect(said).not.toMatch(/^return other a \+ b;$/);
    expect(said.split("\n").length).toBeGreaterThan(1);
    expect(oracle.continue("function add(a, b) {\n  ")).toBe(said);
  });
});

describe("a replay", () => {
  test("a pause leaves the caret where it is", async () => {
    const { uri } = parser;
    const trace: Trace = {
      name: "pause",
      events: [
        { t_ms: 0, kind: "open", uri, text: "one\ntwo\n" },
        { t_ms: 0, kind: "caret", uri, caret: 4 },
        { t_ms: 1000, kind: "edit", uri, edits: [[4, 4, "x"]], caret: 5 },
        { t_ms: 2000, kind: "pause", uri },
      ],
    };
    const rests: number[] = [];
    const nothing = () => undefined;
    const system: CompletionSystem = {
      ...{ name: "none", restsAfterMs: 150, opened: nothing, changed: nothing, focused: nothing },
      complete: () => Promise.resolve(undefined),
      rested: ({ offset }) => void rests.push(offset),
      dispose: () => Promise.resolve(),
    };
    const rig = makeRig(machine);
    await rig.clock.run(replay(planTrace(trace), system, rig));
    expect(rests).toEqual([4, 5, 5]);
  });

  test("is the same each time, spoils nothing, and covers no less than the peer does", async () => {
    const trace = planTrace(typeSession("one", [parser], { holes: 2 }, seededRandom(3)));
    const ours = () => replayVirtually(machine, trace, (rig) => virtualPonder(machine, rig, { withContext: true }));
    const first = await ours();
    const second = await ours();
    expect(second.replay).toEqual(first.replay);
    expect(second.calls).toEqual(first.calls);
    expect(first.replay.violations).toEqual([]);
    const peer = await replayVirtually(machine, trace, (rig) => virtualPeer(machine, rig, recommendedPeer));
    const tokensOf = (text: string) => machine.tokenizer.encode(text).length;
    const [a, b] = [measure([first], tokensOf), measure([peer], tokensOf)];
    expect(a.shown).toBeGreaterThan(0);
    expect(a.coverage).toBeGreaterThanOrEqual(b.coverage);
  });
});
