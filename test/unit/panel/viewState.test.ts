import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextPosition } from "../../../media/panel/scrollKeeper.js";
import { emptyUiState, readUiState, withoutOldFolds } from "../../../media/panel/uiState.js";

describe("what the view keeps of its own", () => {
  it("is read back as it was", () => {
    const find = { turnId: "t1", text: "wait", at: 2 };
    const ui = { folds: { t1: true, t2: false }, draft: "Why", find, scroll: { atEnd: false, turnId: "t1", top: 120 } };
    expect(readUiState(JSON.parse(JSON.stringify(ui)))).toEqual(ui);
  });

  it.each([
    undefined,
    null,
    "x",
    7,
    [],
    {},
    { folds: 1, draft: {}, scroll: "y" },
    { scroll: { top: 7, atEnd: false } },
    { scroll: { turnId: "t1", top: "1", atEnd: false } },
    { scroll: { turnId: "t1", top: NaN, atEnd: false } },
  ])("falls back to the default for %j", (raw) => expect(readUiState(raw)).toEqual(emptyUiState));

  it("never fails", () => {
    fc.assert(fc.property(fc.anything(), (raw) => void readUiState(raw)));
  });

  it("leaves out folds that are none, and those of turns that are gone", () => {
    const ui = readUiState({ folds: { t1: true, t2: "yes", t3: false } });
    expect(ui.folds).toEqual({ t1: true, t3: false });
    expect(withoutOldFolds(ui, ["t3", "t4"]).folds).toEqual({ t3: false });
  });
});

describe("staying at the end of a growing text", () => {
  const atEnd = { atEnd: true, top: 100 };

  it("goes on when the text grew and the event comes late", () => {
    expect(nextPosition(atEnd, 100, 60)).toEqual(atEnd);
    expect(nextPosition(atEnd, 140, 60)).toEqual({ atEnd: true, top: 140 });
  });

  it("ends when the user scrolls up, and begins again at the end", () => {
    const up = nextPosition(atEnd, 80, 20);
    expect(up).toEqual({ atEnd: false, top: 80 });
    expect(nextPosition(up, 90, 30)).toEqual({ atEnd: false, top: 90 });
    expect(nextPosition(up, 118, 2)).toEqual({ atEnd: true, top: 118 });
  });

  it("goes on when the text became shorter", () => expect(nextPosition(atEnd, 40, 0).atEnd).toBe(true));
});
