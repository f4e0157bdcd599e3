import { describe, expect, it, vi } from "vitest";
import { goOn, readConversation, type PlainMessage } from "../../../../extension/chat/languageModel/readMessages.js";
import { streamTurn } from "../../../../extension/chat/languageModel/streamTurn.js";
import { asText, ThoughtProgress } from "../../../../extension/chat/participant/thoughtProgress.js";
import { ServerSupervisor } from "../../../../extension/server/supervisor.js";
import type { ChatTurnResult } from "../../../../protocol/chat.js";
import type { TurnEvent } from "../../../../protocol/events.js";
import { FakeRun, silentLog } from "../fakes.js";

const user = (text: string): PlainMessage => ({ role: "user", text });
const assistant = (text: string): PlainMessage => ({ role: "assistant", text });

describe("the messages of another extension", () => {
  it.each([
    ["one question", [user("a?")], [], "a?"],
    ["instructions first", [user("Be brief."), user("a?")], [], "Be brief.\n\na?"],
    ["a conversation", [user("a?"), assistant("a!"), user("b?")], [user("a?"), assistant("a!")], "b?"],
    [
      "answers in pieces",
      [user("a?"), assistant("a"), assistant("!"), user("b?")],
      [user("a?"), assistant("a\n\n!")],
      "b?",
    ],
    ["empty ones", [user("  "), user("a?"), assistant("")], [], "a?"],
    ["an answer last", [user("a?"), assistant("a!")], [user("a?"), assistant("a!")], goOn],
    ["nothing", [], [], goOn],
  ])("%s", (_, messages, history, question) => {
    expect(readConversation(messages)).toEqual({ history, question });
  });
});

describe("a turn that is not the panel's", () => {
  const usage = { promptTokens: 9, evaluatedTokens: 9, generatedTokens: 4, ttftMs: 1, tokensPerSecond: 2 };
  const result: ChatTurnResult = {
    thinking: { text: "THOUGHT", ms: 12, tokens: 3 },
    answer: "Three Rs.",
    stopReason: "end",
    usage,
  };
  const params = { conversationId: "c", command: "ask", history: [], question: "?", context: [] } as const;

  async function heard(events: readonly TurnEvent[], signal = new AbortController().signal) {
    const run = new FakeRun(
      1,
      <R>(_: string, __: object | undefined, ___: AbortSignal, onEvents?: (events: readonly TurnEvent[]) => void) => {
        onEvents?.(events);
        return Promise.resolve(result as R);
      },
    );
    const server = new ServerSupervisor(() => Promise.resolve(run), silentLog);
    const onAnswer = vi.fn<(text: string) => void>();
    await streamTurn(server, params, { onAnswer }, signal);
    await server.dispose();
    return onAnswer.mock.calls.flat();
  }

  it("gives out the answer as it comes, and no thought", async () => {
    const events: readonly TurnEvent[] = [
      { type: "thinking", text: "THOUGHT" },
      { type: "answer", text: "Three " },
      { type: "answer", text: "Rs." },
    ];
    expect(await heard(events)).toEqual(["Three ", "Rs."]);
  });

  it("gives out at least one piece, also where nothing was streamed or the end is missing", async () => {
    expect(await heard([])).toEqual(["Three Rs."]);
    expect(await heard([{ type: "answer", text: "Three" }])).toEqual(["Three", " Rs."]);
  });
});

describe("a thought as progress", () => {
  it("tells the beginning of each paragraph that is complete, as text", () => {
    const lines: string[] = [];
    const progress = new ThoughtProgress((line) => lines.push(line));
    for (const piece of ["First [a](b)\nmore", "\n", "\nWait", ", no.\n\n\n", "\n\nopen"]) progress.push(piece);
    expect(lines).toEqual(["First \\[a\\]\\(b\\)", "Wait, no\\."]);
    progress.push(`${"long ".repeat(60)}\n\n`);
    expect(Array.from(lines.at(-1) ?? "").length).toBeLessThanOrEqual(100);
  });

  it("makes no Markdown of a model's words", () => {
    expect(asText("![x](https://a.example) <b> $(zap) `c`")).toBe(
      "\\!\\[x\\]\\(https://a\\.example\\) \\<b\\> \\$\\(zap\\) \\`c\\`",
    );
  });
});
