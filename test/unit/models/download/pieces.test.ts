import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coveredBytes,
  frontOf,
  gapsOf,
  withRange,
  type ByteRange,
} from "../../../../language-server/models/download/byteRanges.js";
import { Patience } from "../../../../language-server/models/download/patience.js";
import { Pieces } from "../../../../language-server/models/download/pieces.js";
import { SpeedMeter } from "../../../../language-server/models/download/speedMeter.js";

const total = 60;
const aRange = fc
  .tuple(fc.integer({ min: 0, max: total - 1 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, size]): ByteRange => ({ from, to: Math.min(total, from + size) }));

describe("ranges of a file", () => {
  it("cover exactly the bytes that were added, in order and apart", () => {
    fc.assert(
      fc.property(fc.array(aRange, { maxLength: 12 }), (added) => {
        const ranges = added.reduce((all: readonly ByteRange[], range) => withRange(all, range), []);
        const covered = (list: readonly ByteRange[]) =>
          Array.from({ length: total }, (_, byte) => list.some(({ from, to }) => from <= byte && byte < to));
        expect(covered(ranges)).toEqual(covered(added));
        expect(covered(gapsOf(ranges, total))).toEqual(covered(added).map((is) => !is));
        expect(coveredBytes(ranges)).toBe(covered(added).filter(Boolean).length);
        expect(frontOf(ranges)).toBe([...covered(added), false].indexOf(false));
        ranges.slice(1).forEach(({ from }, i) => expect(from).toBeGreaterThan(ranges[i]?.to ?? Infinity));
      }),
    );
  });
});

describe("pieces", () => {
  it("are never fetched twice at a time, and all together are the file", () => {
    fc.assert(
      fc.property(fc.array(aRange, { maxLength: 4 }), fc.infiniteStream(fc.nat(9)), (done, dice) => {
        const kept = done.reduce((all: readonly ByteRange[], range) => withRange(all, range), []);
        const pieces = new Pieces(total, 7, kept);
        const open: { from: number; readonly to: number }[] = [];
        for (let step = 0; step < 500 && !pieces.isComplete; step++) {
          const roll = (): number => (dice.next() as IteratorYieldResult<number>).value;
          const [throwOf, size] = [roll(), roll()] as const;
          if (throwOf < 5) {
            const piece = pieces.take();
            if (piece === undefined) continue;
            for (const other of open) expect(piece.from >= other.to || piece.to <= other.from).toBe(true);
            expect(piece.to - piece.from).toBeLessThanOrEqual(7);
            open.push(piece);
          } else {
            // It ends, maybe before its end.
            const piece = open.shift();
            if (piece === undefined) continue;
            pieces.add({ from: piece.from, to: Math.min(piece.to, piece.from + size) });
            pieces.release(piece);
          }
        }
        expect(pieces.isComplete).toBe(true);
        expect(pieces.doneBytes).toBe(total);
      }),
    );
  });
});

describe("patience", () => {
  it("ends after the time without progress, which few bytes are none of", () => {
    let now = 0;
    const patience = new Patience({ giveUpMs: 10_000, leastBytes: 100 }, () => now);
    now = 4_000;
    patience.note(99);
    expect(patience.left()).toBe(6_000);
    now = 8_000;
    patience.note(1);
    expect(patience.left()).toBe(10_000);
    for (now = 9_000; now <= 18_000; now += 1_000) patience.left();
    expect(patience.left()).toBe(0);
  });

  it("does not count a night in which the machine slept", () => {
    let now = 0;
    const patience = new Patience({ giveUpMs: 60_000, leastBytes: 1 }, () => now);
    now = 8 * 60 * 60_000;
    expect(patience.left()).toBeGreaterThan(50_000);
  });
});

describe("the speed", () => {
  it("is that of the last seconds", () => {
    const meter = new SpeedMeter();
    expect(meter.speed(0)).toBeUndefined();
    for (let at = 0; at <= 20_000; at += 100) meter.note(at, at < 10_000 ? at * 10 : 100_000 + (at - 10_000) * 2);
    expect(meter.speed(20_000)).toBeCloseTo(2_000, 0);
    meter.restart();
    expect(meter.speed(20_000)).toBeUndefined();
  });

  it("is none when nothing comes", () => {
    const meter = new SpeedMeter();
    meter.note(0, 5);
    meter.note(6_000, 5);
    expect(meter.speed(6_000)).toBeUndefined();
  });
});
