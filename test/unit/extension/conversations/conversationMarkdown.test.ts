import { expect, it } from "vitest";
import { conversationMarkdown } from "../../../../extension/chat/conversations/conversationMarkdown.js";
import { historyItems } from "../../../../extension/chat/conversations/historyItems.js";
import { titleFromQuestion } from "../../../../extension/chat/conversations/savedConversation.js";
import { conversation, doneTurn } from "./conversation.js";

const thought = { text: "Hm.\n```\n</details>\n# Not a heading", closed: true };
const talk = conversation(1, {
  turns: [
    { turn: doneTurn({ question: "Why?\nTell me.", thought }) },
    { turn: doneTurn({ question: "And?", context: [], answer: "Half", status: "stopped" }) },
  ],
});

it("exports questions and answers, and thoughts only when they are wanted", () => {
  const plain =
    "# Chat 1\n\n## Why?\n\n> Why?\n> Tell me.\n\nSent with it: `src/a.ts`\n\nBecause.\n\n## And?\n\nHalf\n\n*Stopped.*\n";
  expect(conversationMarkdown(talk, false)).toBe(plain);
  const full = conversationMarkdown(talk, true);
  expect(full).toContain("> **Thought**\n>\n> Hm.\n> ```\n> </details>\n> # Not a heading\n\nBecause.");
});

it("lists the history by days", () => {
  const now = new Date(2026, 10, 24, 12).getTime();
  const day = 86_400_000;
  const heads = [0, 1, 3, 30].map((days) => conversation(days, { updatedAt: now - days * day }));
  const items = historyItems(heads, heads[0]?.id ?? "", now, "en-GB");
  expect(items.map((item) => ("group" in item ? item.group : `${item.title}${item.isOpen ? "*" : ""}`))).toEqual([
    "Today",
    "Chat 0*",
    "Yesterday",
    "Chat 1",
    "Last 7 Days",
    "Chat 3",
    "Older",
    "Chat 30",
  ]);
  expect(items[1]).toMatchObject({ detail: "24 Nov 2026, 12:00" });
});

it("cuts a title between words and never inside a character", () => {
  expect(titleFromQuestion("  Why \t so?\nMore")).toBe("Why so?");
  expect(titleFromQuestion("word ".repeat(30))).toBe(`${"word ".repeat(11).trim()}…`);
  expect(titleFromQuestion("😀".repeat(80))).toBe(`${"😀".repeat(59)}…`);
});
