import { afterEach, describe, expect, it } from "vitest";
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes } from "vscode-languageserver/node";
import { chatTurnMethod, type ChatMessage, type ContextItem } from "../../../protocol/chat.js";
import { PonderFailure } from "../../../protocol/errors.js";
import type { TurnEvent } from "../../../protocol/events.js";
import { healthWillRestartMethod, type WillRestartResult } from "../../../protocol/health.js";
import { modelStatusMethod } from "../../../protocol/model.js";
import { knownSpecialTokens, type LoadedModel, type PromptPart } from "../../../language-server/engine/engine.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient, type LspClientOptions } from "../../support/lspClient.js";

let client: LspClient | undefined;
let engine: ScriptedEngine;

async function connect(
  script: Script,
  specialTokens?: readonly string[],
  options?: LspClientOptions & { readonly onBattery?: boolean },
  properties: Partial<LoadedModel> = {},
) {
  engine = new ScriptedEngine(script, { ...properties, ...(specialTokens && { specialTokens }) });
  client = await connectInProcess(engine, options);
  return client;
}

afterEach(() => {
  client?.connection.dispose();
  client = undefined;
});

const textOf = (prompt: readonly PromptPart[] = []) =>
  prompt.map((part) => ("text" in part ? part.text : part.special)).join("");
const joined = (events: readonly TurnEvent[], type: "thinking" | "answer") =>
  events.map((event) => (event.type === type ? event.text : "")).join("");
const order = (events: readonly TurnEvent[]) =>
  events
    .map((event) => (event.type === "phase" ? event.phase : event.type))
    .filter((name, index, names) => names[index - 1] !== name);

const usage = { promptTokens: 4, ttftMs: 1, tokensPerSecond: 100 };

describe("ponder/chat/turn", () => {
  it("streams the thought and the answer and gives the whole turn in the end", async () => {
    const { chat } = bind(await connect([{ text: "I count.\n</think>\n\nThree **Rs**." }]));
    const turn = chat({ question: "How many?" });
    const result = await turn.result;
    expect(result).toMatchObject({
      thinking: { text: "I count." },
      answer: "Three **Rs**.",
      stopReason: "end",
      usage,
    });
    expect(joined(turn.events, "thinking")).toBe(result.thinking.text);
    expect(joined(turn.events, "answer")).toBe(result.answer);
    expect(order(turn.events)).toEqual([
      "loading",
      "context",
      "reading",
      "thinking",
      "thinkingDone",
      "answer",
      "usage",
    ]);
    const done = turn.events.find((event) => event.type === "thinkingDone");
    expect(done).toEqual({ type: "thinkingDone", ms: result.thinking.ms, tokens: result.thinking.tokens });
    expect(result.thinking.tokens).toBeGreaterThan(0);
    expect(result.thinking.tokens).toBeLessThan(result.usage.generatedTokens);
    expect(turn.events.at(-1)).toEqual({ type: "usage", ...result.usage });
  });

  it("sends R1's prompt on the chat lane, sampled as the demo model wants", async () => {
    const { chat } = bind(await connect([{ text: "x</think>y" }]));
    await chat({ question: "How many?" }).result;
    expect(textOf(engine.requests[0]?.prompt)).toBe(
      "<｜begin▁of▁sentence｜><｜User｜>How many?<｜Assistant｜><think>\n",
    );
    expect(engine.requests[0]).toMatchObject({
      lane: "chat",
      maxTokens: 2048,
      sampling: { temperature: 0, topP: 1 },
    });
  });

  it("samples the user's own model as R1 wants", async () => {
    const settings = { model: { path: "/models/r1.gguf" }, engine: { threads: 1 } };
    const { chat } = bind(await connect([{ text: "x</think>y" }], undefined, { settings }));
    await chat({ question: "?" }).result;
    expect(engine.requests[0]?.sampling).toEqual({ temperature: 0.6, topP: 0.95 });
    expect(engine.loads[0]).toMatchObject({ path: "/models/r1.gguf", threads: 1 });
    expect(engine.loads[0]?.hashes).toEqual({});
  });

  it("sends no thought of an earlier turn", async () => {
    const { chat } = bind(await connect([{ text: "The secret.\n</think>\n\nOne." }, { text: "x</think>Two." }]));
    const first = await chat({ question: "1?" }).result;
    await chat({
      question: "2?",
      history: [
        { role: "user", text: "1?" },
        { role: "assistant", text: first.answer },
      ],
    }).result;
    const prompt = textOf(engine.requests[1]?.prompt);
    expect(prompt).toContain(
      "<｜User｜>1?<｜Assistant｜>One.<｜end▁of▁sentence｜><｜User｜>2?<｜Assistant｜><think>\n",
    );
    expect(prompt).not.toContain("secret");
  });

  it("works without partial results", async () => {
    const { request } = bind(await connect([{ text: "x</think>y" }]));
    const params = { conversationId: "c", command: "ask", history: [], question: "?", context: [] };
    expect(await request(chatTurnMethod, params)).toMatchObject({ answer: "y" });
  });

  it("runs one turn at a time; the next one is told that it waits", async () => {
    const { chat, source } = bind(
      await connect([{ text: "I think", then: { type: "hangs" } }, { text: "x</think>y" }]),
    );
    const first = chat({ question: "1?" }, source.token);
    await first.seen((event) => event.type === "thinking");
    const second = chat({ question: "2?" });
    await second.seen((event) => event.type === "phase" && event.phase === "queued");
    expect(engine.requests).toHaveLength(1);
    source.cancel();
    expect((await errorOf(first.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    expect((await second.result).answer).toBe("y");
  });

  it("stops when it is cancelled; what was streamed stays, and its cost is told", async () => {
    const { chat, source } = bind(await connect([{ text: "I think", then: { type: "hangs" } }]));
    const turn = chat({ question: "?" }, source.token);
    await turn.seen((event) => event.type === "thinking");
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(joined(turn.events, "thinking")).toBe("I think");
    expect(turn.events.at(-1)).toMatchObject({ type: "usage", promptTokens: 4, evaluatedTokens: 4 });
    expect(engine.running).toBe(0);
  });

  it("can be cancelled while it waits for its turn", async () => {
    const { chat, source } = bind(await connect([{ text: "I think", then: { type: "hangs" } }]));
    const first = chat({ question: "1?" }, source.token);
    await first.seen((event) => event.type === "thinking");
    const other = new CancellationTokenSource();
    const second = chat({ question: "2?" }, other.token);
    await second.seen((event) => event.type === "phase");
    other.cancel();
    expect((await errorOf(second.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    source.cancel();
    await errorOf(first.result);
    expect(engine.requests).toHaveLength(1);
  });

  describe("a conversation that grows beyond the context", () => {
    // A part counts as a token: an earlier turn has 5, a question 4, and half of the context is for the answer.
    const small = { contextSize: 64 };
    const turns = (count: number) =>
      Array.from({ length: count }, (_, n) => [
        { role: "user", text: `${String(n + 1)}?` } as const,
        { role: "assistant", text: `${String(n + 1)}!` } as const,
      ]).flat();

    it("loses whole turns, enough of them at once that the beginning stays the same for a while", async () => {
      const { chat, log } = bind(await connect(() => ({ text: "x</think>y" }), undefined, {}, small));
      const starts: unknown[] = [];
      const leftOut: unknown[] = [];
      for (let count = 0; count < 12; count++) {
        const turn = chat({ question: "next?", history: turns(count) });
        const { leftOutTurns } = await turn.result;
        const event = turn.events.find(({ type }) => type === "context");
        expect(event).toEqual({
          type: "context",
          leftOutTurns: leftOutTurns ?? 0,
          promptTokens: engine.requests.at(-1)?.prompt.length,
          contextSize: 64,
        });
        leftOut.push(leftOutTurns ?? 0);
        starts.push(textOf(engine.requests.at(-1)?.prompt.slice(1, 3)));
      }
      expect(leftOut).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 4, 4, 6, 6]);
      expect(starts.slice(6, 8)).toEqual(["<｜User｜>3?", "<｜User｜>3?"]);
      expect(log.filter((line) => line.includes("left out"))).toHaveLength(3);
    });

    it("loses the files of older turns, too, and has the same file once", async () => {
      const { chat } = bind(await connect(() => ({ text: "x</think>y" }), undefined, {}, small));
      const file = (name: string) => [{ path: name, languageId: "python", text: `text of ${name}` }];
      const asked = (name: string) => [
        { role: "user", text: "?", context: file(name) } as const,
        { role: "assistant", text: "!" } as const,
      ];
      const prompt = async (history: readonly ChatMessage[], context: readonly ContextItem[]) => {
        const result = await chat({ question: "next?", history, context }).result;
        return { text: textOf(engine.requests.at(-1)?.prompt), ...result };
      };
      const same = await prompt([...asked("a.py"), ...asked("a.py")], file("a.py"));
      expect(same.text.match(/text of a\.py/g)).toHaveLength(1);
      expect(same.text.indexOf("text of a.py")).toBeLessThan(same.text.indexOf("!"));
      const many = ["a.py", "b.py", "c.py", "d.py", "e.py"].flatMap(asked);
      const cut = await prompt(many, file("f.py"));
      expect(cut.text.match(/text of \w\.py/g)).toEqual(["text of e.py", "text of f.py"]);
      expect(cut).toMatchObject({ leftOutTurns: 2, leftOutFiles: 2 });
    });

    it("begins after a restart of the server as it did before, where its KV cache goes on", async () => {
      const script = () => ({ text: "x</think>y" });
      const server = (options?: LspClientOptions) => connect(script, undefined, options, small);
      const asked = (count: number) => ({ conversationId: "a", question: "?", history: turns(count) });
      const before = await server();
      expect((await before.chat(asked(6)).result).leftOutTurns).toBe(2);
      const { resume } = await before.request<WillRestartResult>(healthWillRestartMethod);
      before.connection.dispose();

      const after = await server({ resume });
      expect(engine.resumed).toBe(resume.cache);
      expect((await after.chat(asked(7)).result).leftOutTurns).toBe(2);
      after.connection.dispose();

      // The check can fail: a server that knows nothing of it cuts elsewhere.
      const fresh = await server({ resume: { ...resume, cuts: [{ ...resume.cuts[0], turns: -1 }] as never } });
      expect((await fresh.chat(asked(7)).result).leftOutTurns).toBe(3);
    });

    it("is cut for each conversation by itself", async () => {
      const { chat } = bind(await connect(() => ({ text: "x</think>y" }), undefined, {}, small));
      expect((await chat({ conversationId: "a", question: "?", history: turns(6) }).result).leftOutTurns).toBe(2);
      expect(await chat({ conversationId: "b", question: "?", history: turns(2) }).result).not.toHaveProperty(
        "leftOutTurns",
      );
    });
  });

  describe("while the user reads", () => {
    const history = [
      { role: "user", text: "1?" },
      { role: "assistant", text: "1!" },
    ] as const;

    it("evaluates what the next turn begins with, which is then what it begins with", async () => {
      const { chat } = bind(await connect(() => ({ text: "The secret.</think>2!" })));
      const { answer } = await chat({ question: "2?", history }).result;
      await expect.poll(() => engine.prefills).toHaveLength(1);
      const [ahead] = engine.prefills;
      expect(ahead?.lane).toBe("chat");
      const next = [...history, { role: "user", text: "2?" } as const, { role: "assistant", text: answer } as const];
      await chat({ question: "3?", history: next }).result;
      expect(engine.requests[1]?.prompt.slice(0, ahead?.prompt.length)).toEqual(ahead?.prompt);
    });

    it("keeps the files of the question, as they were read already", async () => {
      const { chat } = bind(await connect(() => ({ text: "x</think>y" })));
      const context = [{ path: "a.py", languageId: "python", text: "x = 1" }];
      await chat({ command: "explain", question: "", context }).result;
      await expect.poll(() => engine.prefills).toHaveLength(1);
      const asked = engine.requests[0]?.prompt.slice(0, 3);
      expect(textOf(asked)).toContain("x = 1");
      expect(engine.prefills[0]?.prompt.slice(0, 3)).toEqual(asked);
    });

    it("does nothing on a battery, nor after a failed turn", async () => {
      const scripted = () => ({ text: "x</think>y" });
      const first = bind(await connect(scripted, undefined, { onBattery: true }));
      await first.chat({ question: "?" }).result;
      await first.request(modelStatusMethod);
      expect(engine.prefills).toEqual([]);
      client?.connection.dispose();
      const second = bind(await connect([{ text: "only a thought" }, { text: "" }]));
      await errorOf(second.chat({ question: "?" }).result);
      await second.request(modelStatusMethod);
      expect(engine.prefills).toEqual([]);
    });
  });

  it("says so when the question itself does not fit", async () => {
    const tooLong = new PonderFailure("promptTooLong", "Too long.", "Ask for less.");
    const { chat } = bind(await connect([{ text: "", then: { type: "fails", failure: tooLong } }]));
    const { data } = await errorOf(chat({ question: "?" }).result);
    expect(data).toEqual({ code: "promptTooLong", message: "Too long.", hint: "Ask for less." });
  });

  it.each([
    ["the limit ends the thought", { text: "I think and think", then: { type: "length" } } as const, "token limit"],
    ["the model ends inside the thought", { text: "I think" }, "after its thought was closed"],
    ["nothing comes after the thought", { text: "I think\n</think>\n\n" }, "gave no answer"],
  ])("fails with thoughtOnly when %s", async (_, script, says) => {
    // Where the thought is open the model is asked for the answer, and gives none.
    const { chat } = bind(await connect([script, { text: "", ...("then" in script && { then: script.then }) }]));
    const turn = chat({ question: "?" });
    const { data } = await errorOf(turn.result);
    expect(data).toMatchObject({ code: "thoughtOnly" });
    expect(data).toHaveProperty("message", expect.stringContaining(says));
    expect(turn.events.some((event) => event.type === "answer")).toBe(false);
    expect(turn.events.at(-1)?.type).toBe("usage");
  });

  it("keeps an answer that the limit cut", async () => {
    const { chat } = bind(await connect([{ text: "x</think>half an ans", then: { type: "length" } }]));
    expect(await chat({ question: "?" }).result).toMatchObject({ answer: "half an ans", stopReason: "length" });
  });

  it("keeps a tag that the user asked about", async () => {
    const { chat } = bind(await connect([{ text: "x</think>R1 writes `<think>` and `</think>`." }]));
    expect((await chat({ question: "?" }).result).answer).toBe("R1 writes `<think>` and `</think>`.");
  });

  it("explains with the words of the command", async () => {
    const { chat } = bind(await connect([{ text: "x</think>y" }]));
    const context = [{ path: "a.py", languageId: "python", text: "x = 1" }];
    await chat({ command: "explain", context }).result;
    expect(textOf(engine.requests[0]?.prompt)).toContain(
      "x = 1\n[file content end]\nExplain this code.<｜Assistant｜>",
    );
  });

  it("tells the client that the engine stopped, and works again at the next question", async () => {
    const { chat } = bind(await connect([{ text: "I thi", then: { type: "dies" } }, { text: "x</think>y" }]));
    const turn = chat({ question: "1?" });
    expect((await errorOf(turn.result)).data?.code).toBe("engineStopped");
    expect(joined(turn.events, "thinking")).toBe("I thi");
    expect((await chat({ question: "2?" }).result).answer).toBe("y");
    expect(engine.loads).toHaveLength(2);
  });

  it("refuses a model whose form is not known, with the next step", async () => {
    const tokens = knownSpecialTokens.filter((token) => token.includes("fim"));
    const { chat } = bind(await connect([], tokens));
    const { data } = await errorOf(chat({ question: "?" }).result);
    expect(data).toMatchObject({ code: "modelUnsupported" });
    expect(data).toHaveProperty("hint", expect.stringContaining("Choose Model"));
    expect(engine.requests).toHaveLength(0);
  });

  it.each([
    ["nothing", undefined],
    ["a list", [1, 2, 3]],
    ["a list of one", [{}]],
    ["no question", { conversationId: "c", command: "ask", history: [], context: [] }],
    ["another command", { conversationId: "c", command: "eval", history: [], question: "", context: [] }],
    ["a history that is no list", { conversationId: "c", command: "ask", history: {}, question: "", context: [] }],
    ["a role that is none", withHistory([{ role: "system", text: "x" }])],
    ["a message that is a number", withHistory([7])],
    ["a context without text", withContext([{ path: "a", languageId: "b" }])],
    ["a negative line", withContext([{ path: "a", languageId: "b", text: "", range: range(-1, 0) }])],
    ["a fraction of a line", withContext([{ path: "a", languageId: "b", text: "", range: range(0.5, 1) }])],
    ["a range that ends before it starts", withContext([{ path: "a", languageId: "b", text: "", range: range(2, 1) }])],
    ["a token that is an object", { ...withHistory([]), partialResultToken: {} }],
  ])("refuses parameters: %s", async (_, params) => {
    const { request, chat } = bind(await connect([{ text: "x</think>y" }]));
    const error = await errorOf(request(chatTurnMethod, params));
    expect(error.code).toBe(ErrorCodes.InvalidParams);
    expect(error.data?.code).toBe("badRequest");
    expect(engine.requests).toHaveLength(0);
    expect((await chat({ question: "?" }).result).answer).toBe("y");
  });

  it("answers with `internal` and without a stack when something unforeseen happens", async () => {
    const { chat, log } = bind(
      await connect(() => {
        throw new TypeError("secret detail");
      }),
    );
    const error = await errorOf(chat({ question: "?" }).result);
    expect(error.data?.code).toBe("internal");
    expect(JSON.stringify(error)).not.toContain("secret detail");
    expect(log.join("\n")).toContain("secret detail");
  });
});

function withHistory(history: unknown) {
  return { conversationId: "c", command: "ask", history, question: "", context: [] };
}

function withContext(context: unknown) {
  return { conversationId: "c", command: "ask", history: [], question: "", context };
}

function range(start: number, end: number) {
  return { start: { line: start, character: 0 }, end: { line: end, character: 0 } };
}

function bind(connected: LspClient) {
  return {
    chat: connected.chat.bind(connected),
    request: connected.request.bind(connected),
    log: connected.log,
    source: new CancellationTokenSource(),
  };
}
