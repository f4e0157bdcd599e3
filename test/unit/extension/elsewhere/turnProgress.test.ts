import { expect, it } from "vitest";
import { turnProgress } from "../../../../extension/chat/participant/turnProgress.js";
import type { TurnEvent } from "../../../../protocol/events.js";

function linesOf(...events: readonly TurnEvent[]): readonly string[] {
  const lines: string[] = [];
  events.forEach(turnProgress((line) => void lines.push(line)));
  return lines;
}

const context = { type: "context", leftOutTurns: 0, promptTokens: 9, contextSize: 99 } as const;

it("tells each wait once, then the thought by its paragraphs", () => {
  expect(
    linesOf(
      { type: "phase", phase: "queued" },
      { type: "phase", phase: "reading", progress: 0.1 },
      { type: "phase", phase: "reading", progress: 0.9 },
      context,
      { type: "thinking", text: "First.\n\nSec" },
      { type: "thinking", text: "ond.\n\n" },
      { type: "thinkingDone", ms: 1_240, tokens: 30 },
      { type: "answer", text: "!" },
    ),
  ).toEqual(["Waiting", "Reading the prompt", "Thinking", "First\\.", "Second\\.", "Thought for 1.2 s · 30 tokens"]);
});

it("tells what of the conversation is left out", () => {
  expect(linesOf({ ...context, leftOutTurns: 2, leftOutFiles: 1 })).toEqual([
    "2 earlier turns and the files of 1 more are left out: they do not fit",
  ]);
});
