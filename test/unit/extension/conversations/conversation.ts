import type { SavedConversation } from "../../../../extension/chat/conversations/savedConversation.js";
import type { Turn } from "../../../../protocol/panel/state.js";

/** A finished turn, with what a test says instead. */
export function doneTurn(change: Partial<Turn> = {}): Turn {
  return {
    id: "t1",
    command: "ask",
    question: "Why?",
    context: [{ id: "a.ts", label: "a.ts", title: "src/a.ts" }],
    status: "done",
    thinkingSince: 1_700_000_000_000,
    thought: { text: "Let me see.", closed: true, ms: 12, tokens: 3 },
    answer: "Because.",
    usage: { promptTokens: 9, evaluatedTokens: 9, generatedTokens: 4, ttftMs: 1, tokensPerSecond: 2 },
    contextUse: { leftOutTurns: 0, promptTokens: 9, contextSize: 4096 },
    ...change,
  };
}

/** Number `n` of any number of conversations. */
export function conversation(n: number, change: Partial<SavedConversation> = {}): SavedConversation {
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    title: `Chat ${String(n)}`,
    titledBy: "question",
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000 + n,
    turns: [
      {
        turn: doneTurn(),
        ask: { command: "ask", question: "Why?", items: [{ path: "src/a.ts", languageId: "typescript", text: "1" }] },
      },
    ],
    ...change,
  };
}
