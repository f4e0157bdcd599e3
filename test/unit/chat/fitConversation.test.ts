import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  costOf,
  Cuts,
  fitConversation,
  nothingCut,
  type TurnCost,
} from "../../../language-server/chat/fitConversation.js";

const said = (tokens: number): TurnCost => ({ said: tokens, files: [] });
const sent = (tokens: number, ...files: readonly [key: string, tokens: number][]): TurnCost => ({
  said: tokens,
  files: files.map(([key, size]) => ({ key, tokens: size })),
});
const plain = (...tokens: readonly number[]) => tokens.map(said);

describe("fitConversation", () => {
  it.each([
    ["all fits", plain(10, 10), 5, 25, 0, 0],
    ["just too much: cut to three quarters", plain(10, 10, 10), 10, 39, 0, 2],
    ["what is out stays out", plain(10, 10, 10), 5, 100, 1, 1],
    ["another cut", plain(10, 10, 10, 10), 10, 40, 1, 1],
    ["another cut, deeper", plain(10, 10, 10, 10, 10), 10, 40, 1, 3],
    ["the question alone is too long", plain(10, 10), 50, 40, 0, 2],
    ["a history that is shorter than what was left out is another one", plain(10), 5, 100, 3, 0],
  ])("turns: %s", (_, turns, question, limit, before, leftOut) => {
    expect(fitConversation(turns, said(question), limit, { turns: before, files: before }).turns).toBe(leftOut);
  });

  it.each([
    ["all fits", [sent(5, ["a", 20])], said(5), 30, { turns: 0, files: 0 }],
    [
      "the oldest files go first",
      [sent(5, ["a", 20]), sent(5, ["b", 20]), said(5)],
      said(5),
      59,
      { turns: 0, files: 1 },
    ],
    [
      "then the oldest turns, before the file of the newest one",
      [sent(20, ["a", 20]), said(20), sent(5, ["b", 20])],
      said(5),
      40,
      { turns: 2, files: 2 },
    ],
    ["then the newest file, and that turn", [sent(20, ["a", 90])], said(5), 30, { turns: 1, files: 1 }],
    [
      "a file that goes along again costs nothing",
      [sent(5, ["a", 20])],
      sent(5, ["a", 20]),
      30,
      { turns: 0, files: 0 },
    ],
    [
      "a file that is left out further up comes back where it goes along again",
      [sent(5, ["a", 20], ["b", 30]), said(5)],
      sent(5, ["a", 20]),
      50,
      { turns: 0, files: 1 },
    ],
  ])("files: %s", (_, turns, question, limit, cut) => {
    expect(fitConversation(turns, question, limit, nothingCut)).toEqual(cut);
  });

  it("fits whenever that is possible, and brings nothing back", () => {
    const cost = fc.record({
      said: fc.nat(300),
      files: fc.array(fc.record({ key: fc.constantFrom("a", "b", "c", "d"), tokens: fc.constant(200) }), {
        maxLength: 3,
      }),
    });
    const before = fc.tuple(fc.nat(10), fc.nat(10)).map(([a, b]) => ({ turns: Math.min(a, b), files: Math.max(a, b) }));
    fc.assert(
      fc.property(
        fc.array(cost, { maxLength: 20 }),
        cost,
        fc.integer({ min: 1, max: 4_000 }),
        before,
        (turns, question, limit, old) => {
          const cut = fitConversation(turns, question, limit, old);
          expect(cut.turns).toBeLessThanOrEqual(cut.files);
          expect(cut.files).toBeLessThanOrEqual(turns.length);
          expect(costOf(turns, question, cut) <= limit || cut.turns === turns.length).toBe(true);
          if (old.files > turns.length) return;
          expect(cut.turns).toBeGreaterThanOrEqual(old.turns);
          expect(cut.files).toBeGreaterThanOrEqual(old.files);
        },
      ),
    );
  });
});

describe("Cuts", () => {
  it("remembers each conversation, and forgets the oldest ones", () => {
    const cuts = new Cuts();
    for (let n = 0; n < 150; n++) cuts.set(`c${String(n)}`, { turns: n, files: n });
    expect(["c149", "c60", "c10", "new"].map((id) => cuts.get(id).turns)).toEqual([149, 60, 0, 0]);
  });
});
