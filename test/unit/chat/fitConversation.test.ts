import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LeftOutTurns, turnsOf, turnsToLeaveOut } from "../../../language-server/chat/fitConversation.js";

describe("turnsOf", () => {
  const user = (text: string) => ({ role: "user", text }) as const;
  const assistant = (text: string) => ({ role: "assistant", text }) as const;

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

describe("turnsToLeaveOut", () => {
  it.each([
    ["all fits", [10, 10], 5, 25, 0, 0],
    ["just too much: cut to three quarters", [10, 10, 10], 10, 39, 0, 2],
    ["what is out stays out", [10, 10, 10], 5, 100, 1, 1],
    ["another cut", [10, 10, 10, 10], 10, 40, 1, 1],
    ["another cut, deeper", [10, 10, 10, 10, 10], 10, 40, 1, 3],
    ["the question alone is too long", [10, 10], 50, 40, 0, 2],
    ["a history that is shorter than what was left out is another one", [10], 5, 100, 3, 0],
  ])("%s", (_, turns, question, limit, before, leftOut) => {
    expect(turnsToLeaveOut(turns, question, limit, before)).toBe(leftOut);
  });

  it("fits whenever that is possible, and brings nothing back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(500), { maxLength: 30 }),
        fc.nat(1_000),
        fc.integer({ min: 1, max: 4_000 }),
        fc.nat(10),
        (turns, question, limit, before) => {
          const leftOut = turnsToLeaveOut(turns, question, limit, before);
          const tokens = turns.slice(leftOut).reduce((sum, turn) => sum + turn, question);
          expect(tokens <= limit || leftOut === turns.length).toBe(true);
          if (before <= turns.length) expect(leftOut).toBeGreaterThanOrEqual(before);
        },
      ),
    );
  });
});

describe("LeftOutTurns", () => {
  it("remembers each conversation, and forgets the oldest ones", () => {
    const leftOut = new LeftOutTurns();
    for (let n = 0; n < 150; n++) leftOut.set(`c${String(n)}`, n);
    expect([leftOut.get("c149"), leftOut.get("c60"), leftOut.get("c10"), leftOut.get("new")]).toEqual([149, 60, 0, 0]);
  });
});
