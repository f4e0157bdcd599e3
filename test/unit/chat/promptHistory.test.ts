import { describe, expect, it } from "vitest";
import type { ChatMessage, ContextItem } from "../../../protocol/chat.js";
import { promptHistory, turnsOf } from "../../../language-server/chat/promptHistory.js";

const user = (text: string, ...context: readonly ContextItem[]): ChatMessage =>
  context.length === 0 ? { role: "user", text } : { role: "user", text, context };
const assistant = (text: string): ChatMessage => ({ role: "assistant", text });
const file = (path: string, text = path): ContextItem => ({ path, languageId: "x", text });
const a = file("a.ts");
const b = file("b.ts");

describe("turnsOf", () => {
  it("begins a turn with each message of the user", () => {
    expect(turnsOf([])).toEqual([]);
    expect(turnsOf([user("1?"), assistant("1!"), user("2?"), user("3?"), assistant("3!")])).toEqual([
      [user("1?"), assistant("1!")],
      [user("2?")],
      [user("3?"), assistant("3!")],
    ]);
  });

  it("keeps what comes before the first message of the user", () => {
    expect(turnsOf([assistant("Hello."), user("1?")])).toEqual([[assistant("Hello.")], [user("1?")]]);
  });
});

describe("the history in a prompt", () => {
  const turns = turnsOf([user("1?", a, b), assistant("1!"), user("2?", a), assistant("2!")]);

  it("has each file where it was sent first, and the question what is new", () => {
    const changed = file("a.ts", "changed");
    expect(promptHistory(turns, [b, changed], { turns: 0, files: 0 })).toEqual({
      history: [user("1?", a, b), assistant("1!"), user("2?"), assistant("2!")],
      context: [changed],
    });
  });

  it("has a file in the next place where the first one is left out", () => {
    expect(promptHistory(turns, [a, b], { turns: 0, files: 1 })).toEqual({
      history: [user("1?"), assistant("1!"), user("2?", a), assistant("2!")],
      context: [b],
    });
    expect(promptHistory(turns, [a], { turns: 1, files: 2 })).toEqual({
      history: [user("2?"), assistant("2!")],
      context: [a],
    });
  });

  it("tells pieces, kinds and texts of one path apart", () => {
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    const items: ContextItem[] = [a, { ...a, range }, { ...a, kind: "outline" }, { ...a, text: "other" }];
    expect(promptHistory([], [...items, ...items], { turns: 0, files: 0 }).context).toEqual(items);
  });
});
