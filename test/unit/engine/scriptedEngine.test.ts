import { readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PonderFailure } from "../../../protocol/errors.js";
import type { GenerateEvent, GenerateRequest } from "../../../language-server/engine/engine.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { splitText } from "../../../language-server/engine/scripted/splitters.js";

const never = new AbortController().signal;
const request: GenerateRequest = {
  lane: "chat",
  prompt: [{ special: "<｜User｜>" }, { text: "hello" }],
  maxTokens: 1_000,
  sampling: { temperature: 0, topP: 1 },
};

async function loaded(script: Script): Promise<ScriptedEngine> {
  const engine = new ScriptedEngine(script);
  await engine.load({ path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 512 }, () => undefined, never);
  return engine;
}

/** Reads a generation into `events`, which keeps what came before an error. */
async function read(engine: ScriptedEngine, signal = never, events: GenerateEvent[] = [], what = request) {
  for await (const event of engine.generate(what, signal)) events.push(event);
  return events;
}

const textOf = (events: readonly GenerateEvent[]) =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("");

describe("splitText", () => {
  it("cuts inside every mark and around characters of two units, where it hurts most", () => {
    expect(splitText("a</think>\nb😀c", "worst")).toEqual([
      ...["a<", "/", "t", "h", "i", "n", "k", ">\n", "b", "😀", "c"],
    ]);
  });

  it("loses nothing and cuts no character in two, in every way of cutting", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("</think>", "```ts\n", "<<<<<<< SEARCH\n", "😀", "a", "**", "\r\n", "é", "<")),
        fc.constantFrom("whole" as const, "characters" as const, "worst" as const),
        (pieces, split) => {
          const chunks = splitText(pieces.join(""), split);
          expect(chunks.join("")).toBe(pieces.join(""));
          for (const chunk of chunks) {
            expect(chunk).not.toBe("");
            expect(/\p{Surrogate}/u.test(chunk)).toBe(false);
          }
        },
      ),
    );
  });
});

describe("ScriptedEngine", () => {
  it("says its answers in order, keeps the requests, and ends with the usage", async () => {
    const engine = await loaded([{ text: "a thought</think>\n\nan answer" }, { text: "second" }]);
    const events = await read(engine);
    expect(textOf(events)).toBe("a thought</think>\n\nan answer");
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "end" });
    expect(textOf(await read(engine))).toBe("second");
    expect(engine.requests).toEqual([request, request]);
    await expect(read(engine)).rejects.toThrow("The script has 2 answers");
  });

  it.each(["whole", "characters", "worst"] as const)(
    "replays a recorded answer of the demo model, cut: %s",
    async (split) => {
      const text = await readFile(
        path.resolve(import.meta.dirname, "../../fixtures/transcripts/strawberry.txt"),
        "utf8",
      );
      const engine = await loaded([{ text, split }]);
      const events = await read(engine);
      expect(textOf(events)).toBe(text);
      expect(events.some((event) => event.type === "text" && event.text.includes("</think>"))).toBe(split === "whole");
    },
  );

  it("keeps stop texts and the limit, as the real engine does", async () => {
    const engine = await loaded(() => ({ text: "one\n\ntwo", split: "characters" }));
    const stopped = await read(engine, never, [], { ...request, stop: ["\n\n"] });
    expect(textOf(stopped)).toBe("one");
    expect(stopped.at(-1)).toMatchObject({ type: "done", reason: "stop" });
    const cut = await read(engine, never, [], { ...request, maxTokens: 2 });
    expect(textOf(cut)).toBe("on");
    expect(cut.at(-1)).toMatchObject({ type: "done", reason: "length" });
  });

  it("fails and dies where it is told to, after the text", async () => {
    const failure = new PonderFailure("promptTooLong", "m", "h");
    const engine = await loaded([
      { text: "part", then: { type: "fails", failure } },
      { text: "part", then: { type: "dies" } },
      { text: "again" },
    ]);
    const events: GenerateEvent[] = [];
    await expect(read(engine, never, events)).rejects.toBe(failure);
    expect(textOf(events)).toBe("part");
    await expect(read(engine)).rejects.toMatchObject({ data: { code: "engineStopped" } });
    expect([engine.state, engine.model]).toEqual(["restarting", undefined]);
    await expect(read(engine)).rejects.toMatchObject({ data: { code: "engineStopped" } });
    await engine.load({ path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 512 }, () => undefined, never);
    expect(textOf(await read(engine))).toBe("again");
  });

  it("honours an abort while it speaks and while it hangs", async () => {
    const engine = await loaded([
      { text: "abc", split: "characters" },
      { text: "", then: { type: "hangs" } },
    ]);
    const abort = new AbortController();
    const got: string[] = [];
    const speaking = (async () => {
      for await (const event of engine.generate(request, abort.signal)) {
        if (event.type !== "text") continue;
        got.push(event.text);
        abort.abort(new Error("stop"));
      }
    })();
    await expect(speaking).rejects.toThrow("stop");
    expect(got).toEqual(["a"]);
    const second = new AbortController();
    const hanging = read(engine, second.signal);
    setImmediate(() => second.abort(new Error("enough")));
    await expect(hanging).rejects.toThrow("enough");
    expect(engine.running).toBe(0);
  });

  it("gives each candidate of a group an answer of its own", async () => {
    const engine = await loaded([{ text: "one" }, { text: "two|never", split: "whole" }, { text: "three" }]);
    const texts = ["", "", ""];
    const reasons: string[] = [];
    let generated: number | undefined;
    for await (const event of engine.generateGroup({ ...request, stop: ["|"], count: 3 }, never)) {
      if (event.type === "text") texts[event.candidate] = `${texts[event.candidate] ?? ""}${event.text}`;
      if (event.type === "ended") reasons[event.candidate] = event.reason;
      if (event.type === "done") generated = event.usage.generatedTokens;
    }
    expect(texts).toEqual(["one", "two", "three"]);
    expect(reasons).toEqual(["end", "stop", "end"]);
    expect(generated).toBeGreaterThanOrEqual(3);
    expect(engine.groups).toMatchObject([{ count: 3 }]);
    expect(engine.running).toBe(0);
  });
});
