import { describe, expect, it } from "vitest";
import { parsePhysicalCores, physicalCores, threadCount } from "../../../language-server/models/threadCount.js";

describe("threadCount", () => {
  it.each([
    [0, 1, 1, 1],
    [0, 2, 4, 1],
    [0, 8, 16, 7],
    [0, 8, 2, 2],
    [1, 8, 16, 1],
    [12, 8, 16, 12],
    [64, 8, 16, 16],
  ])("wanted %i, %i physical cores, %i available: %i", (wanted, physical, available, threads) => {
    expect(threadCount(wanted, physical, available)).toBe(threads);
  });
});

describe("parsePhysicalCores", () => {
  const processor = (index: number, socket: number, core: number) =>
    `processor\t: ${String(index)}\nmodel name\t: x\nphysical id\t: ${String(socket)}\ncore id\t\t: ${String(core)}\nflags\t\t: a b\n`;

  it("counts cores, not threads", () => {
    expect(parsePhysicalCores([processor(0, 0, 0), processor(1, 0, 1), processor(2, 0, 0), processor(3, 0, 1)].join("\n"))).toBe(2);
  });

  it("counts the cores of every socket", () => {
    expect(parsePhysicalCores([processor(0, 0, 0), processor(1, 1, 0)].join("\n"))).toBe(2);
  });

  it("does not guess where the text does not say it", () => {
    expect(parsePhysicalCores("processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n")).toBeUndefined();
    expect(parsePhysicalCores("")).toBeUndefined();
  });
});

describe("physicalCores", () => {
  it("finds at least one", () => {
    expect(physicalCores()).toBeGreaterThanOrEqual(1);
  });
});
